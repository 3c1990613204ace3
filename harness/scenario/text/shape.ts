// A tree against a zod schema: the value, or problems in our own words, each at its own place in the file.

import { z } from 'zod';
import type { Span } from '../../vocabulary/problems.js';
import { didYouMean, nearest, nearestOf } from './near.js';
import type { ProblemList, ProblemText } from './problem-list.js';
import { describeTree, entriesOf, entryOf, isBlank, plainOf, type Tree } from './tree.js';

export interface Subject {
  readonly tree: Tree;
  /** What a message calls it: `inject`, `the program "server"`. */
  readonly name: string;
  /** Where to point when something is missing in it. Default: its own beginning. */
  readonly at?: Span;
  /** A hint for an unknown key, better than the nearest known one. */
  readonly hintFor?: (key: string) => string | undefined;
}

/** The value that the schema makes of the subject; undefined after adding at least one problem. */
export function shape<T>(schema: z.ZodType<T>, subject: Subject, problems: ProblemList): T | undefined {
  const result = schema.safeParse(plainOf(subject.tree), { reportInput: true, error: knownKeys });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(resolveUnion);
  for (const issue of issues.filter((one) => !isEcho(one, issues))) report(issue, subject, problems);
  return undefined;
}

type Issue = z.core.$ZodIssue;

/** For an unknown key the "message" carries the known ones: only here does zod show the object's schema. */
const knownKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = issue.inst?._zod.def as { readonly shape?: object } | undefined;
  return Object.keys(definition?.shape ?? {}).join(',');
};

type PlainIssue = Exclude<Issue, z.core.$ZodIssueInvalidUnion>;

/** Of a union's alternatives the one that was meant, with its path from the top. */
function resolveUnion(issue: Issue): readonly PlainIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  return bestBranch(issue).flatMap((inner) => resolveUnion({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** A key that is missing because it was mistyped; a check of the whole that fails because a part of it is wrong. */
function isEcho(issue: PlainIssue, issues: readonly PlainIssue[]): boolean {
  if (issue.code === 'custom') {
    const isPart = (path: readonly PropertyKey[]): boolean => issue.path.every((key, index) => path[index] === key);
    return !isWordIssue(issue) && issues.some((other) => other.code !== 'custom' && isPart(other.path));
  }
  if (issue.code !== 'invalid_type' || issue.input !== undefined) return false;
  const missing = String(issue.path.at(-1));
  const mistyped = issues.flatMap((other) =>
    other.code === 'unrecognized_keys' && samePath(other.path, issue.path.slice(0, -1)) ? other.keys : [],
  );
  return mistyped.some((key) => nearest(key, [missing]) !== undefined);
}

const samePath = (a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index]);

function report(issue: PlainIssue, subject: Subject, problems: ProblemList): void {
  const place = locate(subject, issue.path.map(String));
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const span = entryOf(place.tree, key)?.keySpan ?? place.span;
      problems.add(span, unknownKey(key, place.name, issue.message.split(',').filter(Boolean), subject.hintFor?.(key)));
    }
  } else if (place.tree === undefined) problems.add(place.span, missingKey(place));
  else if (place.tree.is === 'mapping') problems.add(place.span, explain(issue, place.tree, place.name));
  else problems.addUnlessKnown(place.span, explain(issue, place.tree, place.name));
}

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

export function unknownKey(key: string, where: string, known: readonly string[], better?: string): ProblemText {
  const hint = better ?? didYouMean(key, known);
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
  found: place.within === undefined ? 'no such key' : keysOf(place.within),
});

/** `the keys link, toxic`. */
export function keysOf(tree: Tree): string {
  const keys = entriesOf(tree).map(({ key }) => key);
  if (keys.length === 0) return describeTree(tree);
  return `only the key${keys.length === 1 ? '' : 's'} ${keys.join(', ')}`;
}

function explain(issue: Exclude<PlainIssue, z.core.$ZodIssueUnrecognizedKeys>, tree: Tree, name: string): ProblemText {
  const found = describeTree(tree);
  if (isBlank(tree)) return { message: `${name} has no value`, expected: 'a value', found };
  switch (issue.code) {
    case 'custom':
      return custom(issue, tree, name);
    case 'invalid_type':
      return wrongType(issue.expected, tree, name);
    case 'invalid_value':
      // Of a merged union the message carries the other alternatives.
      return oneOf(issue.values.map(String), tree, name, isAlternative(issue.message) ? `, or ${issue.message}` : '');
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
      return { message: `${name} can’t be read`, expected: 'another value', found };
  }
}

/** Issues of our own words carry a whole ProblemText; those of a kind's own checks a message: `expected code or signal`. */
function custom(issue: z.core.$ZodIssueCustom, tree: Tree, name: string): ProblemText {
  const params = issue.params ?? {};
  const text = (key: string): string | undefined => (typeof params[key] === 'string' ? params[key] : undefined);
  const wanted = /^expected (.*)$/s.exec(issue.message)?.[1];
  const [expected, hint] = [text('expected') ?? wanted, text('hint')];
  return {
    message: text('message') ?? (wanted === undefined ? issue.message : `${name} does not fit`),
    ...(expected === undefined ? {} : { expected }),
    found: text('found') ?? (tree.is === 'mapping' ? keysOf(tree) : describeTree(tree)),
    ...(hint === undefined ? {} : { hint }),
  };
}

function wrongType(type: string, tree: Tree, name: string): ProblemText {
  const expected = article(type);
  const hint = typeHint(type, tree);
  const found = describeTree(tree);
  return { message: `${name} must be ${expected}`, expected, found, ...(hint === undefined ? {} : { hint }) };
}

function typeHint(type: string, tree: Tree): string | undefined {
  if (tree.is !== 'scalar' || tree.value === null) return undefined;
  const text = String(tree.value);
  if (type === 'array') return `write [${text.split(/\s+/).join(', ')}]`;
  if (type === 'string') return `put it in quotes: "${text}"`;
  if (type === 'boolean' && /^(yes|on|y)$/i.test(text)) return 'write true';
  if (type === 'boolean' && /^(no|off|n)$/i.test(text)) return 'write false';
  return undefined;
}

/** More words than these are not read: the nearest ones are. */
const MOST_LISTED = 16;

export function oneOf(values: readonly string[], tree: Tree, name: string, orElse = ''): ProblemText {
  const written = tree.is === 'scalar' ? String(tree.value) : '';
  const hint = didYouMean(written, values);
  const listed = values.length <= MOST_LISTED ? values : nearestOf(written, values, MOST_LISTED / 2);
  const more = values.length > listed.length ? `, and ${values.length - listed.length} others` : '';
  const expected = values.length === 1 ? String(values[0]) : `one of ${listed.join(', ')}${more}`;
  return {
    message: `${name} can’t be ${tree.is === 'scalar' && tree.value !== null ? JSON.stringify(tree.value) : describeTree(tree)}`,
    expected: `${expected}${orElse}`,
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

const isAlternative = (message: string): boolean => /^(a|an|true|nothing)\b/.test(message);

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
  const types = flat.flatMap((one) => (one.code === 'invalid_type' ? [one.expected] : []));
  const values = flat.flatMap((one) => (one.code === 'invalid_value' ? one.values : []));
  const own = flat.find(isWordIssue);
  // A word knows more about a wrong scalar than "expected a text or a mapping" would say.
  if (own !== undefined && !(typeof own.input === 'object' && types.length > 0)) return [own];
  const others = [...new Set(types.map((type) => article(type)))];
  const first = flat[0];
  if (values.length > 0) {
    return [{ code: 'invalid_value', path: [], message: others.join(' or '), values, input: first?.input }];
  }
  const message = `expected ${others.join(' or ')}`;
  return [{ code: 'custom', path: [], message, input: first?.input }];
}
