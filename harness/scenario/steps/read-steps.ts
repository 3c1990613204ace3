// `steps:` and `when:` → Steps and Rules. Each entry has one verb, which picks its schema.

import type { Capability } from '../../vocabulary/capabilities.js';
import type { Span } from '../../vocabulary/problems.js';
import { invariant } from '../../vocabulary/invariant.js';
import type { Rule, Step, StepAction } from '../scenario.js';
import type { Language } from '../language.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { shape } from '../text/shape.js';
import { describeTree, entriesOf, valueSpan, type Entry, type Tree } from '../text/tree.js';
import { Faults } from './faults.js';
import { readInject } from './read-inject.js';
import { readCondition } from './read-condition.js';
import { needsOfCondition } from './needs.js';
import { VERBS, type Verb } from './step-schemas.js';
import { readWrite } from './read-write.js';

/** Deadlines where the author gives none; documented in the language's reference. */
export const DEFAULT_AWAIT_US = 10_000_000;
export const DEFAULT_GUARD_US = 1_000_000;

export interface ReadSteps {
  readonly steps: readonly Step[];
  readonly rules: readonly Rule[];
  readonly needs: readonly Capability[];
}

export interface StepReading {
  readonly language: Language;
  readonly problems: ProblemList;
  readonly faults: Faults;
  readonly needs: Set<Capability>;
}

/** Rules are read first: a step may heal what a rule injects. */
export function readSteps(
  steps: Entry | undefined,
  when: Entry | undefined,
  language: Language,
  problems: ProblemList,
): ReadSteps {
  const reading: StepReading = { language, problems, faults: new Faults(problems), needs: new Set() };
  const rules = listOf(when, problems).map((tree) => readRule(tree, reading));
  const read = listOf(steps, problems).map((tree) => readStep(tree, reading));
  if (steps !== undefined && steps.value.is === 'list' && steps.value.items.length === 0) {
    problems.add(steps.keySpan, {
      message: '`steps` is empty',
      expected: 'at least one step, such as `- start: server`',
    });
  }
  return {
    steps: read.filter((step) => step !== undefined),
    rules: rules.filter((rule) => rule !== undefined),
    needs: [...reading.needs],
  };
}

function listOf(entry: Entry | undefined, problems: ProblemList): readonly Tree[] {
  if (entry === undefined) return [];
  if (entry.value.is === 'list') return entry.value.items;
  problems.add(valueSpan(entry), {
    message: `\`${entry.key}\` must be a list`,
    expected: 'a list: every entry begins with "- "',
    found: describeTree(entry.value),
  });
  return [];
}

function readStep(tree: Tree, reading: StepReading): Step | undefined {
  const entry = pickVerb(tree, reading.problems);
  if (entry === undefined) return undefined;
  const read = ACTIONS[entry.key as Verb](entry, reading);
  return read === undefined ? undefined : { span: entry.keySpan, label: read.label, ...read.action };
}

const isVerb = (key: string): boolean => (VERBS as readonly string[]).includes(key);

function pickVerb(tree: Tree, problems: ProblemList): Entry | undefined {
  const entries = entriesOf(tree);
  const [first, second] = entries;
  const expected = `one of ${VERBS.join(', ')}`;
  if (first === undefined) {
    const hint =
      tree.is === 'scalar' && isVerb(String(tree.value)) ? { hint: `write \`- ${String(tree.value)}: …\`` } : {};
    problems.add(tree.span, {
      message: 'a step is a verb with its object',
      expected,
      found: describeTree(tree),
      ...hint,
    });
    return undefined;
  }
  const verb = entries.find(({ key }) => isVerb(key));
  if (verb === undefined) {
    const hint = didYouMean(first.key, VERBS);
    const found = first.key;
    const more = hint === undefined ? {} : { hint };
    problems.add(first.keySpan, { message: `there is no step "${first.key}"`, expected, found, ...more });
    return undefined;
  }
  if (second === undefined) return verb;
  const other = entries.find((entry) => entry !== verb) ?? second;
  problems.add(other.keySpan, {
    message: `unknown key "${other.key}" beside \`${verb.key}\``,
    expected: 'one verb in each step',
    found: entries.map(({ key }) => key).join(', '),
    hint: isVerb(other.key)
      ? `begin a new step: \`- ${other.key}: …\``
      : `what belongs to \`${verb.key}\` stands inside it: \`${verb.key}: { …, ${other.key}: … }\``,
  });
  return undefined;
}

/** What a step does and how reports call it. */
export interface Action {
  readonly action: StepAction;
  readonly label: string;
}

type ReadAction = (entry: Entry, reading: StepReading) => Action | undefined;

const subjectOf = (entry: Entry) => ({ tree: entry.value, name: `\`${entry.key}\``, at: entry.keySpan });

const ACTIONS: Readonly<Record<Verb, ReadAction>> = {
  start: (entry, { language, problems }) => {
    if (entry.value.is === 'mapping') {
      const spec = shape(language.steps.start, subjectOf(entry), problems);
      if (spec === undefined) return undefined;
      return {
        action: { do: 'start', program: spec.program, withinUs: spec.within },
        label: `start ${spec.program}`,
      };
    }
    const program = shape(language.words.program, subjectOf(entry), problems);
    if (program === undefined) return undefined;
    return { action: { do: 'start', program, withinUs: undefined }, label: `start ${program}` };
  },
  restart: (entry, { language, problems }) => {
    const program = shape(language.steps.restart, subjectOf(entry), problems);
    return program === undefined ? undefined : { action: { do: 'restart', program }, label: `restart ${program}` };
  },
  signal: (entry, reading) => {
    const spec = shape(reading.language.steps.signal, subjectOf(entry), reading.problems);
    if (spec === undefined) return undefined;
    const label = `signal ${spec.signal} to ${spec.to}`;
    const name = reading.faults.claimNumbered(label, entry.keySpan);
    return inject({ name, fault: 'signal', spec: { program: spec.to, signal: spec.signal }, label }, reading);
  },
  write: (entry, { language, problems }) => readWrite(entry, language, problems),
  inject: (entry, reading) => {
    const fault = readInject(entry, reading);
    return fault === undefined ? undefined : inject(fault, reading);
  },
  heal: (entry, { language, problems, faults }) => {
    const name = shape(language.steps.heal, subjectOf(entry), problems);
    if (name === undefined) return undefined;
    faults.heal(name, entry.value.span);
    return { action: { do: 'heal', name }, label: `heal ${name}` };
  },
  link: (entry, reading) => readLink(entry, reading),
  wait: (entry, { language, problems }) => {
    const us = shape(language.steps.wait, subjectOf(entry), problems);
    const written = entry.value.is === 'scalar' ? String(entry.value.value) : '';
    return us === undefined ? undefined : { action: { do: 'wait', us }, label: `wait ${written}` };
  },
  await: (entry, reading) => readWaiting(entry, 'await', DEFAULT_AWAIT_US, reading),
  guard: (entry, reading) => readWaiting(entry, 'guard', DEFAULT_GUARD_US, reading),
};

function readWaiting(
  entry: Entry,
  verb: 'await' | 'guard',
  defaultUs: number,
  reading: StepReading,
): Action | undefined {
  const read = readCondition(entry.value, { verb, span: entry.keySpan }, reading.language, reading.problems);
  if (read === undefined) return undefined;
  for (const need of needsOfCondition(read.condition)) reading.needs.add(need);
  return {
    action: { do: verb, condition: read.condition, withinUs: read.withinUs ?? defaultUs },
    label: `${verb} ${read.label}`,
  };
}

function readLink(entry: Entry, reading: StepReading): Action | undefined {
  const spec = shape(reading.language.steps.link, subjectOf(entry), reading.problems);
  if (spec === undefined) return undefined;
  const { down, up } = spec;
  if ((down === undefined) === (up === undefined)) {
    reading.problems.add(entry.keySpan, {
      message: '`link` either takes a link down or brings it up',
      expected: '`link: { down: wire }` or `link: { up: wire }`',
      found: down === undefined ? 'neither' : 'both',
    });
    return undefined;
  }
  if (down !== undefined) {
    const label = `link down ${down}`;
    const name = reading.faults.claimNumbered(label, entry.keySpan, down);
    return inject({ name, fault: 'link-down', spec: { link: down }, label }, reading);
  }
  const name = reading.faults.downOf(up ?? '');
  if (name === undefined) {
    reading.problems.add(entry.keySpan, {
      message: `the link "${up}" is not down here`,
      expected: `\`link: { down: ${up} }\` in a step before`,
      found: 'no such step',
      hint: 'links are up from the beginning',
    });
    return undefined;
  }
  reading.faults.heal(name, entry.keySpan);
  return { action: { do: 'heal', name }, label: `link up ${up}` };
}

interface FaultEntry {
  readonly name: string;
  readonly fault: string;
  readonly spec: unknown;
  readonly label: string;
}

function inject({ name, fault, spec, label }: FaultEntry, { language, needs }: StepReading): Action {
  const kind = language.shelves.faults.get(fault);
  invariant(kind !== undefined, `the shelf of faults lacks "${fault}", which the language has words for`);
  for (const need of kind.needs(spec)) needs.add(need);
  return { action: { do: 'inject', name, fault, spec }, label };
}

const RULE_STEPS: ReadonlySet<string> = new Set(['start', 'restart', 'signal', 'write', 'inject', 'heal', 'link']);

/** `{ connection: wire, nth: second, do: { inject: … } }`. */
function readRule(tree: Tree, reading: StepReading): Rule | undefined {
  const { problems, language } = reading;
  const doing = entriesOf(tree).find(({ key }) => key === 'do');
  if (tree.is !== 'mapping' || doing === undefined) {
    problems.add(tree.span, {
      message: 'a `when` rule lacks its step',
      expected: 'a trigger and one step: `{ connection: wire, nth: second, do: { link: { down: wire } } }`',
      found: tree.is === 'mapping' ? `the keys ${tree.entries.map(({ key }) => key).join(', ')}` : describeTree(tree),
      hint: 'add `do: { … }`',
    });
    return undefined;
  }
  const trigger = { ...tree, entries: tree.entries.filter((entry) => entry !== doing) };
  const read = readCondition(trigger, { verb: 'when', span: tree.span }, language, problems);
  const step = readStep(doing.value, reading);
  refuseRule(read, step, doing, problems);
  if (read === undefined || step === undefined) return undefined;
  for (const need of needsOfCondition(read.condition)) reading.needs.add(need);
  return { span: tree.span, label: `when ${read.label}: ${step.label}`, trigger: read.condition, step };
}

function refuseRule(
  read: ReturnType<typeof readCondition>,
  step: Step | undefined,
  doing: Entry,
  problems: ProblemList,
): void {
  const on = read?.condition.on;
  if (on === 'listening' || on === 'tcp') {
    const expected = 'one of exit, output, connection, call, bytes';
    problems.add(doing.keySpan, { message: `\`${on}\` can’t trigger a rule`, expected, found: on, hint: TRIGGER_HINT });
  }
  if (read?.withinUs !== undefined) {
    const span: Span = doing.keySpan;
    problems.add(span, {
      message: 'a rule has no deadline',
      expected: 'no `within`',
      hint: 'a rule fires at most once, or never',
    });
  }
  const verb = entriesOf(doing.value)[0]?.key ?? '';
  if (step !== undefined && !RULE_STEPS.has(verb)) {
    problems.add(doing.value.span, {
      message: `a rule can’t \`${verb}\``,
      expected: `one of ${[...RULE_STEPS].join(', ')}`,
      found: verb,
      hint: 'waiting belongs into `steps:`',
    });
  }
}

const TRIGGER_HINT = 'it is sampled, not reported: use `await` in `steps:`, followed by the step';
