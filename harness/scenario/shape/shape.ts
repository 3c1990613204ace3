// A tree against a zod schema: the value, or problems in our own words, each at its own place in the file.

import type { z } from 'zod';
import type { Span } from '../../vocabulary/problems.js';
import type { ProblemList, ProblemText } from '../text/problem-list.js';
import { describeTree, entryOf, isBlank, plainOf, valueSpan, type Entry, type Tree } from '../text/tree.js';
import { explainIssue } from './explain-issue.js';
import { tellingIssues, type PlainIssue } from './issues.js';
import { keysOf, unknownKey } from './keys.js';
import { withOrigin } from './origin.js';

export interface Subject {
  readonly tree: Tree;
  /** What a message calls it: `inject`, `the program "server"`. */
  readonly name: string;
  /** Where to point when something is missing in it. Default: its own beginning. */
  readonly at?: Span;
  /** How it is written, for something that is not even a mapping. */
  readonly example?: string;
  /** A hint for an unknown key, better than the nearest known one. */
  readonly hintFor?: (key: string) => string | undefined;
}

/** The value that the schema makes of the subject; undefined after adding at least one problem. */
export function shape<T>(schema: z.ZodType<T>, subject: Subject, problems: ProblemList): T | undefined {
  const result = schema.safeParse(plainOf(subject.tree), { reportInput: true, error: knownKeys });
  if (result.success) return result.data;
  for (const issue of tellingIssues(result.error.issues)) report(issue, subject, problems);
  return undefined;
}

/** For an unknown key the "message" carries the known ones: only here does zod show the object's schema. */
const knownKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = issue.inst?._zod.def as { readonly shape?: object } | undefined;
  return Object.keys(definition?.shape ?? {}).join(',');
};

function report(issue: PlainIssue, subject: Subject, problems: ProblemList): void {
  const place = locate(subject, issue.path.map(String));
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const span = entryOf(place.tree, key)?.keySpan ?? place.span;
      problems.add(span, unknownKey(key, place.name, issue.message.split(',').filter(Boolean), subject.hintFor?.(key)));
    }
  } else if (place.tree === undefined) problems.add(place.span, missingKey(place));
  else if (subject.example !== undefined && issue.code === 'invalid_type' && issue.path.length === 0) {
    const found = describeTree(place.tree);
    problems.addUnlessKnown(place.span, {
      message: `${subject.name} must be a mapping`,
      expected: subject.example,
      found,
    });
  } else if (place.tree.is === 'mapping') problems.add(place.span, explainIssue(issue, place.tree, place.name));
  else {
    problems.addUnlessKnown(place.span, withOrigin(explainIssue(issue, place.tree, place.name), place.tree, problems));
  }
}

/** Where a part of the entry's value stands. */
export const spanOfPart = (entry: Entry, path: readonly string[]): Span =>
  locate({ tree: entry.value, name: '', at: valueSpan(entry) }, path).span;

interface Place {
  /** undefined: the key is missing. */
  readonly tree: Tree | undefined;
  readonly span: Span;
  readonly name: string;
  readonly missing: string;
  /** Where the missing key was looked for. */
  readonly within: Tree | undefined;
}

function locate(subject: Subject, path: readonly string[]): Place {
  let tree: Tree | undefined = subject.tree;
  let span = subject.at ?? subject.tree.span;
  let name = subject.name;
  for (const key of path) {
    const entry = entryOf(tree, key);
    const child: Tree | undefined = tree?.is === 'list' ? tree.items[Number(key)] : entry?.value;
    if (child === undefined) return { tree: undefined, span, name, missing: key, within: tree };
    tree = child;
    if (entry !== undefined) name = `\`${key}\``;
    span = entry !== undefined && (child.is === 'mapping' || isBlank(child)) ? entry.keySpan : child.span;
  }
  const points = tree.is === 'mapping' || isBlank(tree) || (tree.is === 'list' && path.length === 0);
  return { tree, span: points ? span : tree.span, name, missing: '', within: undefined };
}

const missingKey = (place: Place): ProblemText => ({
  message: `${place.name} lacks \`${place.missing}\``,
  expected: `the key \`${place.missing}\``,
  found: place.within === undefined ? 'no such key' : keysOf(place.within),
});
