// One step by its verb: the verb picks the schema.

import { invariant } from '../../vocabulary/invariant.js';
import { shape } from '../shape/shape.js';
import type { Entry } from '../text/tree.js';
import { needsOfCondition } from './needs.js';
import { readCondition } from './read-condition.js';
import { readInject, type InjectedFault } from './read-inject.js';
import { readWrite } from './read-write.js';
import type { Action, StepReading } from './step-reading.js';
import type { Verb } from './step-schemas.js';

/** Deadlines where the author gives none; documented in the language's reference. */
export const DEFAULT_AWAIT_US = 10_000_000;
export const DEFAULT_GUARD_US = 1_000_000;

export const readAction = (verb: Verb, entry: Entry, reading: StepReading): Action | undefined =>
  ACTIONS[verb](entry, reading);

type ReadAction = (entry: Entry, reading: StepReading) => Action | undefined;

const EXAMPLES: Readonly<Record<string, string>> = {
  signal: '`signal: { to: server, signal: KILL }`',
  link: '`link: { down: wire }` or `link: { up: wire }`',
};

function subjectOf(entry: Entry) {
  const example = EXAMPLES[entry.key];
  const subject = { tree: entry.value, name: `\`${entry.key}\``, at: entry.keySpan };
  return example === undefined ? subject : { ...subject, example };
}

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
    const name = reading.faults.claimNumbered({ name: label, span: entry.keySpan, inRule: reading.inRule });
    return inject({ name, fault: 'signal', spec: { program: spec.to, signal: spec.signal }, label }, reading);
  },
  write: (entry, { language, problems }) => readWrite(entry, language, problems),
  inject: (entry, reading) => {
    const fault = readInject(entry, reading);
    return fault === undefined ? undefined : inject(fault, reading);
  },
  heal: (entry, { language, problems, faults, inRule }) => {
    const name = shape(language.steps.heal, subjectOf(entry), problems);
    if (name === undefined) return undefined;
    faults.heal({ name, span: entry.value.span, inRule });
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
  return down === undefined ? bringUp(up ?? '', entry, reading) : takeDown(down, entry, reading);
}

function takeDown(link: string, entry: Entry, reading: StepReading): Action | undefined {
  const { faults, problems, inRule } = reading;
  const open = faults.downOf(link);
  if (open !== undefined && !open.inRule && !inRule) {
    problems.add(entry.keySpan, {
      message: `the link "${link}" is down already`,
      expected: `\`link: { up: ${link} }\` in between`,
      found: `\`link: { down: ${link} }\` in line ${open.span.line}`,
    });
    return undefined;
  }
  const label = `link down ${link}`;
  const name = faults.claimNumbered({ name: label, span: entry.keySpan, inRule, linkDown: link });
  return inject({ name, fault: 'link-down', spec: { link }, label }, reading);
}

function bringUp(link: string, entry: Entry, { faults, problems, inRule }: StepReading): Action | undefined {
  const open = faults.downOf(link);
  if (open === undefined) {
    problems.add(entry.keySpan, {
      message: `the link "${link}" is not down here`,
      expected: `\`link: { down: ${link} }\` in a step before`,
      found: 'no such step',
      hint: 'links are up from the beginning',
    });
    return undefined;
  }
  faults.heal({ name: open.name, span: entry.keySpan, inRule });
  return { action: { do: 'heal', name: open.name }, label: `link up ${link}` };
}

function inject({ name, fault, spec, label }: InjectedFault, { language, needs }: StepReading): Action {
  const kind = language.shelves.faults.get(fault);
  invariant(kind !== undefined, `the shelf of faults lacks "${fault}", which the language has words for`);
  for (const need of kind.needs(spec)) needs.add(need);
  return { action: { do: 'inject', name, fault, spec }, label };
}
