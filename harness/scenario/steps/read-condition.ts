// `{ exit: client, within: 5s }` → Condition. The kind is picked by its key, then only that kind's keys are allowed.

import type { Condition, LineMatch } from '../scenario.js';
import type { Span } from '../../vocabulary/problems.js';
import type { TcpState } from '../../vocabulary/network.js';
import type { Language } from '../language.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { shape } from '../shape/shape.js';
import { keysOf, unknownKey } from '../shape/keys.js';
import { entriesOf, entryOf, type Entry, type Mapping, type Tree } from '../text/tree.js';
import { ordinal } from '../words/nth-word.js';
import { CONDITION_KINDS, SUBJECTS, type ConditionKind } from './condition-schemas.js';

export interface ReadCondition {
  readonly condition: Condition;
  readonly withinUs: number | undefined;
  /** `exit client`. */
  readonly label: string;
}

/** Reads the value of `await`, `guard`, or a `when` rule's trigger. `at` is where its key stands. */
export function readCondition(
  tree: Tree,
  at: { readonly verb: string; readonly span: Span },
  language: Language,
  problems: ProblemList,
): ReadCondition | undefined {
  const entry = pickKind(tree, at, problems);
  if (entry === undefined || tree.is !== 'mapping') return undefined;
  const kind = entry.key as ConditionKind;
  const flat = flatten(kind, entry, tree, problems);
  const subject = { tree: flat, name: `\`${at.verb}: { ${kind} }\``, at: entry.keySpan };
  return CONDITIONS[kind](language, subject, problems);
}

const isKind = (key: string): boolean => (CONDITION_KINDS as readonly string[]).includes(key);

function pickKind(
  tree: Tree,
  at: { readonly verb: string; readonly span: Span },
  problems: ProblemList,
): Entry | undefined {
  const expected = `one of ${CONDITION_KINDS.join(', ')}`;
  const entries = entriesOf(tree);
  const found = entries.find(({ key }) => isKind(key));
  if (found !== undefined) return found;
  const stranger = entries.find(({ key }) => key !== 'within');
  const hint =
    entries.map(({ key }) => didYouMean(key, CONDITION_KINDS)).find((text) => text !== undefined) ??
    `for example \`${at.verb}: { exit: client, within: 5s }\``;
  problems.add(stranger?.keySpan ?? at.span, {
    message: `\`${at.verb}\` does not say what to look at`,
    expected,
    found: stranger === undefined ? keysOf(tree) : `the key "${stranger.key}"`,
    hint,
  });
  return undefined;
}

/** Both spellings as one flat mapping: `exit: client, code: 0` and `exit: { of: client, code: 0 }`, `within` in either place. */
function flatten(kind: ConditionKind, entry: Entry, tree: Mapping, problems: ProblemList): Mapping {
  const beside = tree.entries.filter((other) => other !== entry);
  if (entry.value.is !== 'mapping') {
    const subject = SUBJECTS[kind];
    refuseTwice(beside, subject, `\`${kind}: …\` says it already`, problems);
    const others = beside.filter(({ key }) => key !== subject);
    return { ...tree, entries: [{ key: subject, keySpan: entry.keySpan, value: entry.value }, ...others] };
  }
  if (entryOf(entry.value, 'within') !== undefined) {
    refuseTwice(beside, 'within', `it stands in \`${kind}: { … }\` too`, problems);
  }
  for (const other of beside.filter(({ key }) => key !== 'within')) {
    const known = ['within'];
    problems.add(other.keySpan, {
      ...unknownKey(other.key, `the condition \`${kind}: { … }\``, known),
      hint: `write it inside: \`${kind}: { …, ${other.key}: … }\``,
    });
  }
  return { ...tree, entries: [...entry.value.entries, ...beside.filter(({ key }) => key === 'within')] };
}

function refuseTwice(entries: readonly Entry[], key: string, found: string, problems: ProblemList): void {
  for (const entry of entries.filter((one) => one.key === key)) {
    problems.add(entry.keySpan, {
      message: `\`${key}\` is said twice`,
      expected: 'each thing once, in the short form or in the long one',
      found,
      hint: 'leave one of the two out',
    });
  }
}

type Subject = Parameters<typeof shape>[1];
type ReadKind = (language: Language, subject: Subject, problems: ProblemList) => ReadCondition | undefined;

const CONDITIONS: Readonly<Record<ConditionKind, ReadKind>> = {
  exit: (language, subject, problems) => {
    const spec = shape(language.conditions.exit, subject, problems);
    if (spec === undefined) return undefined;
    const condition: Condition = { on: 'exit', program: spec.of, code: spec.code, signal: spec.signal };
    return { condition, withinUs: spec.within, label: `exit ${spec.of}` };
  },
  output: (language, subject, problems) => {
    const spec = shape(language.conditions.output, subject, problems);
    const line = spec === undefined ? undefined : lineMatch(spec, subject, problems);
    if (spec === undefined || line === undefined) return undefined;
    const condition: Condition = { on: 'output', program: spec.of, stream: spec.stream, line };
    return { condition, withinUs: spec.within, label: `output ${spec.of}` };
  },
  listening: (language, subject, problems) => {
    const spec = shape(language.conditions.listening, subject, problems);
    if (spec === undefined || !listens(spec.of, language, subject, problems)) return undefined;
    return { condition: { on: 'listening', program: spec.of }, withinUs: spec.within, label: `listening ${spec.of}` };
  },
  connection: (language, subject, problems) => {
    const spec = shape(language.conditions.connection, subject, problems);
    if (spec === undefined) return undefined;
    const nth = spec.nth ?? 1;
    const label = `connection ${spec.link} (${ordinal(nth)})`;
    return { condition: { on: 'connection', link: spec.link, nth }, withinUs: spec.within, label };
  },
  call: (language, subject, problems) => {
    const spec = shape(language.conditions.call, subject, problems);
    if (spec === undefined || !isTraced(spec.by, language, subject, problems)) return undefined;
    const [nth, phase] = [spec.nth ?? 1, spec.phase ?? 'returned'];
    const condition: Condition = { on: 'call', program: spec.by, name: spec.name, nth, phase };
    return { condition, withinUs: spec.within, label: `call ${spec.name} of ${spec.by} (${ordinal(nth)}, ${phase})` };
  },
  bytes: (language, subject, problems) => {
    const spec = shape(language.conditions.bytes, subject, problems);
    if (spec === undefined) return undefined;
    const stream = spec.stream ?? 'downstream';
    const condition: Condition = { on: 'bytes', link: spec.link, stream, atLeast: spec['at-least'] };
    return { condition, withinUs: spec.within, label: `bytes ${spec.link} ${stream}` };
  },
  tcp: (language, subject, problems) => {
    const spec = shape(language.conditions.tcp, subject, problems);
    if (spec === undefined) return undefined;
    const states: readonly TcpState[] = Array.isArray(spec.state) ? spec.state : [spec.state];
    const condition: Condition = { on: 'tcp', port: spec.port, states, absent: spec.absent ?? false };
    const port = String(spec.port).replace(/^\$\{(.*)\}$/, '$1');
    return { condition, withinUs: spec.within, label: `tcp ${port}` };
  },
};

interface OutputSpec {
  readonly line?: string | undefined;
  readonly contains?: string | undefined;
  readonly matches?: string | undefined;
}

function lineMatch(spec: OutputSpec, subject: Subject, problems: ProblemList): LineMatch | undefined {
  const given = (['line', 'contains', 'matches'] as const).filter((key) => spec[key] !== undefined);
  if (given.length !== 1) {
    problems.add(subject.at ?? subject.tree.span, {
      message:
        given.length === 0 ? '`output` does not say which line' : '`output` says in more than one way which line',
      expected: 'one of line, contains, matches',
      found: given.length === 0 ? 'none of them' : given.join(' and '),
    });
    return undefined;
  }
  if (spec.line !== undefined) return { equals: spec.line };
  if (spec.contains !== undefined) return { contains: spec.contains };
  const matches = spec.matches ?? '';
  const fault = regexFault(matches);
  if (fault === undefined) return { matches };
  const entry = entriesOf(subject.tree).find(({ key }) => key === 'matches');
  problems.add(entry?.value.span ?? subject.tree.span, {
    message: 'this is not a regular expression',
    expected: 'JavaScript’s regular expressions, with the flag u',
    found: fault,
    hint: 'to look for the characters themselves use `contains:`',
  });
  return undefined;
}

/** What is wrong with the source of a regular expression; undefined if nothing is. */
function regexFault(source: string): string | undefined {
  try {
    // Compiled for its exception alone.
    void new RegExp(source, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
  }
}

function listens(program: string, language: Language, subject: Subject, problems: ProblemList): boolean {
  if (language.scope.names?.programs.get(program)?.listens !== false) return true;
  problems.add(subject.at ?? subject.tree.span, {
    message: `the program "${program}" does not listen`,
    expected: 'a program that has a port',
    found: program,
    hint: `say \`listens: true\` where "${program}" is described, if it does`,
  });
  return false;
}

function isTraced(program: string, language: Language, subject: Subject, problems: ProblemList): boolean {
  if (language.scope.names?.programs.get(program)?.trace !== 'none') return true;
  problems.add(subject.at ?? subject.tree.span, {
    message: `the calls of "${program}" are not traced`,
    expected: 'a program whose calls are recorded',
    found: `${program}: trace: none`,
    hint: `leave out \`trace: none\` at "${program}"`,
  });
  return false;
}
