// The keys of a scenario file, in the order in which it reads.

import type { ProblemList, ProblemText } from './text/problem-list.js';
import { nearest } from './text/near.js';
import { keysOf, unknownKey } from './shape/keys.js';
import type { SourceText } from './text/source-text.js';
import { describeTree, entryOf, isBlank, type Mapping } from './text/tree.js';

/** What each key says, for the editor. */
export const TOP_LEVEL_KEYS = {
  title: 'The claim, in plain English, on one line.',
  proves: 'Id of the behaviour in the catalogue, which carries the citation.',
  claim: 'For a behaviour that is not in the catalogue: its claim, together with `source`.',
  source: 'Where the claim is written: one text, or a list of documents, each with its section and url if it has them.',
  tags: 'Words by which runs can be selected.',
  params: 'Values that the file refers to by `${params.name}`.',
  matrix: 'Rows of params, or lists of values for every combination: the scenario runs once for each.',
  programs: 'The programs, by the names that the rest of the file calls them.',
  links: 'The wires between them: each leads to a program that listens.',
  steps: 'What is done, in order.',
  when: 'Rules that fire beside the steps, each at most once.',
  expect: 'What must be true of the record afterwards.',
  control: 'What must be true of the same steps without the faults, where it is not that every program comes through.',
  mutants: 'Wrong programs that must make this scenario break, each where it says.',
  'must-break': 'For a scenario that is meant not to hold: the verdict that it must get.',
  needs: 'Capabilities that it needs besides those that follow from what it uses.',
  timeout: 'Bound on the whole run. Default: 60 s.',
  capture: 'A real capture of the packets on the run’s ports: `pcap` writes capture.pcap into the run’s folder.',
} as const;

const REQUIRED = ['title', 'programs', 'steps', 'expect'] as const;

const LACKING: Readonly<Record<(typeof REQUIRED)[number], { readonly expected: string; readonly hint: string }>> = {
  title: { expected: '`title: …`', hint: 'begin with the claim that the scenario proves, in plain English' },
  programs: {
    expected: '`programs: { server: { fixture: python-echo-server } }`',
    hint: 'name the programs that run: from a fixture, or `run: [argv…]`',
  },
  steps: { expected: '`steps:` with a list', hint: 'at least `- start: …` for each program' },
  expect: { expected: '`expect:` with a list', hint: 'a scenario that expects nothing proves nothing' },
};

/** Problems for keys that do not exist, that lack a value, and for those that no scenario can do without. */
export function checkKeys(tree: Mapping, source: SourceText, problems: ProblemList): void {
  const known = Object.keys(TOP_LEVEL_KEYS);
  for (const entry of tree.entries) {
    if (!known.includes(entry.key)) problems.add(entry.keySpan, unknownKey(entry.key, 'the scenario', known));
    else if (isBlank(entry.value)) {
      problems.add(entry.keySpan, {
        message: `\`${entry.key}\` has no value`,
        expected: 'a value, or no such key',
        found: describeTree(entry.value),
      });
    }
  }
  const strangers = tree.entries.filter(({ key }) => !known.includes(key));
  // A mistyped `title` is not also a missing one.
  const lacks = (key: string): boolean =>
    entryOf(tree, key) === undefined && !strangers.some((one) => nearest(one.key, known) === key);
  const at = tree.entries[0]?.keySpan ?? source.span(0, 1);
  for (const key of REQUIRED.filter(lacks)) {
    const { expected, hint } = LACKING[key];
    problems.add(at, { message: `the scenario lacks \`${key}\``, expected, found: keysOf(tree), hint });
  }
  if (['proves', 'claim', 'source'].every(lacks)) problems.add(entryOf(tree, 'title')?.keySpan ?? at, NO_CLAIM);
}

/** A green says nothing until it is known which documented claim it is about. */
const NO_CLAIM: ProblemText = {
  message: 'nothing says what this scenario proves',
  expected: '`proves: id`, or `claim: …` together with `source: …`',
  found: 'neither',
  hint: '`npx guasto behaviours` lists the ids; what is not among them: `claim:` in one sentence, `source:` where it is written',
};
