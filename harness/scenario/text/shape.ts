// A tree against a zod schema: the value, or problems in our own words, each at its own place in the file.

import { z } from 'zod';
import type { Span } from '../../vocabulary/problems.js';
import { didYouMean } from './near.js';
import type { ProblemList, ProblemText } from './problem-list.js';
import { describeTree, entryOf, isBlank, plainOf, type Tree } from './tree.js';

export interface Subject {
  readonly tree: Tree;
  /** What a message calls it: `inject`, `the program "server"`. */
  readonly name: string;
  /** Where to point when something is missing in it. Default: its own beginning. */
  readonly at?: Span;
}

/** The value that the schema makes of the subject; undefined after adding at least one problem. */
export function shape<T>(schema: z.ZodType<T>, subject: Subject, problems: ProblemList): T | undefined {
  const result = schema.safeParse(plainOf(subject.tree), { reportInput: true, error: knownKeys });
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(issue, subject, problems);
  return undefined;
}

type Issue = z.core.$ZodIssue;

/** For an unknown key the "message" carries the known ones: only here does zod show the object's schema. */
const knownKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = issue.inst?._zod.def as { readonly shape?: object } | undefined;
  return Object.keys(definition?.shape ?? {}).join(',');
};

function report(issue: Issue, subject: Subject, problems: ProblemList): void {
  const path = issue.path.map(String);
  const place = locate(subject, path);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const span = entryOf(place.tree, key)?.keySpan ?? place.span;
      problems.add(span, unknownKey(key, place.name, issue.message.split(',').filter(Boolean)));
    }
  } else if (issue.code === 'invalid_union') {
    for (const inner of bestBranch(issue))
      report({ ...inner, path: [...issue.path, ...inner.path] }, subject, problems);
  } else {
    problems.add(place.span, place.tree === undefined ? missingKey(place) : explain(issue, place.tree, place.name));
  }
}

interface Place {
  /** undefined: the key is missing. */
  readonly tree: Tree | undefined;
  readonly span: Span;
  readonly name: string;
  readonly missing: string;
}

function locate(subject: Subject, path: readonly string[]): Place {
  let tree: Tree | undefined = subject.tree;
  let span = subject.at ?? subject.tree.span;
  let name = subject.name;
  for (const key of path) {
    const entry = entryOf(tree, key);
    const child: Tree | undefined = tree?.is === 'list' ? tree.items[Number(key)] : entry?.value;
    if (child === undefined) return { tree: undefined, span, name, missing: key };
    tree = child;
    if (entry !== undefined) name = `\`${key}\``;
    span = entry !== undefined && (child.is === 'mapping' || isBlank(child)) ? entry.keySpan : child.span;
  }
  return {
    tree,
    span: path.length > 0 && tree.is !== 'mapping' && !isBlank(tree) ? tree.span : span,
    name,
    missing: '',
  };
}

export function unknownKey(key: string, where: string, known: readonly string[]): ProblemText {
  const hint = didYouMean(key, known);
  return {
    message: `unknown key "${key}" in ${where}`,
    expected: known.length === 0 ? 'no further key' : `one of ${known.join(', ')}`,
    found: key,
    ...(hint === undefined ? {} : { hint }),
  };
}

const missingKey = (place: Place): ProblemText => ({
  message: `${place.name} lacks \`${place.missing}\``,
  expected: `the key \`${place.missing}\``,
  found: 'no such key',
});

function explain(issue: Exclude<Issue, z.core.$ZodIssueUnrecognizedKeys>, tree: Tree, name: string): ProblemText {
  const found = describeTree(tree);
  switch (issue.code) {
    case 'custom':
      return custom(issue, found);
    case 'invalid_type':
      return { message: `${name} must be ${article(issue.expected)}`, expected: article(issue.expected), found };
    case 'invalid_value':
      return oneOf(issue.values.map(String), tree, name);
    case 'too_small':
      return { message: `${name} is too small`, expected: bound('at least', issue.minimum, issue.origin), found };
    case 'too_big':
      return { message: `${name} is too big`, expected: bound('at most', issue.maximum, issue.origin), found };
    case 'not_multiple_of':
      return {
        message: `${name} must be a multiple of ${issue.divisor}`,
        expected: `${issue.divisor}, ${2 * issue.divisor}, …`,
        found,
      };
    case 'invalid_format':
      return { message: `${name} has the wrong form`, expected: issue.pattern ?? issue.format, found };
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
      return { message: `${name} can’t be read`, expected: 'another value', found };
  }
}

/** Issues of our own words carry a whole ProblemText; those of a kind's own checks at least a message. */
function custom(issue: z.core.$ZodIssueCustom, found: string): ProblemText {
  const params = issue.params ?? {};
  const text = (key: string): string | undefined => (typeof params[key] === 'string' ? params[key] : undefined);
  const [expected, hint] = [text('expected'), text('hint')];
  return {
    message: text('message') ?? issue.message,
    ...(expected === undefined ? {} : { expected }),
    found: text('found') ?? found,
    ...(hint === undefined ? {} : { hint }),
  };
}

export function oneOf(values: readonly string[], tree: Tree, name: string): ProblemText {
  const written = tree.is === 'scalar' ? String(tree.value) : '';
  const hint = didYouMean(written, values);
  const expected = values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
  return {
    message: `${name} can’t be ${tree.is === 'scalar' && tree.value !== null ? JSON.stringify(tree.value) : describeTree(tree)}`,
    expected,
    found: describeTree(tree),
    ...(hint === undefined ? {} : { hint }),
  };
}

function article(type: string): string {
  const known: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping (keys with values)',
    record: 'a mapping (keys with values)',
    null: 'nothing',
  };
  return known[type] ?? type;
}

function bound(which: string, limit: number | bigint, origin: string): string {
  const things: Readonly<Record<string, string>> = { array: ' entries', string: ' characters', object: ' keys' };
  if (which === 'at least' && Number(limit) === 1 && origin !== 'number') {
    return origin === 'array'
      ? 'at least one entry'
      : origin === 'string'
        ? 'a text that is not empty'
        : 'at least one key';
  }
  return `${which} ${limit}${things[origin] ?? ''}`;
}

/** The alternative that was meant: the one that the value came furthest with. */
function bestBranch(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));
  const atRoot = (issues: readonly Issue[]): boolean =>
    issues.some((one) => one.path.length === 0 && (isTypeIssue(one) || isWordIssue(one)));
  const branches = issue.errors.filter((issues) => issues.length > 0);
  const fitting = branches.filter((issues) => !atRoot(issues));
  if (fitting.length === 0) return mergeRoots(branches);
  const strangers = (issues: readonly Issue[]): number =>
    issues.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
  return fitting.toSorted((a, b) => strangers(a) - strangers(b) || depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

const isTypeIssue = ({ code }: Issue): boolean => code === 'invalid_type' || code === 'invalid_value';

const isWordIssue = (issue: Issue): boolean => issue.code === 'custom' && issue.params?.['word'] === true;

/** No alternative takes such a value at all: say all that would be taken. */
function mergeRoots(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const flat = branches.flat();
  const types = flat.filter((one) => one.code === 'invalid_type').map(({ expected }) => article(expected));
  const values = flat.flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : []));
  const own = flat.find(isWordIssue);
  const expected = [...new Set([...values, ...types])].join(' or ');
  // A word knows more about a wrong scalar than "expected a text or a mapping" would say.
  if (own !== undefined && !(typeof own.input === 'object' && types.length > 0)) return [own];
  const message = 'this value does not fit';
  return [{ code: 'custom', path: [], message, params: { message, expected }, input: undefined }];
}
