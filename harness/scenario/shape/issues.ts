// The issues of a zod schema: of a union the alternative that was meant, without the echoes of another mistake.

import type { z } from 'zod';
import { nearest } from '../text/near.js';
import { articleOf } from './explain-issue.js';

export type Issue = z.core.$ZodIssue;

/** What is left when unions are resolved. */
export type PlainIssue = Exclude<Issue, z.core.$ZodIssueInvalidUnion>;

/** Those that are worth telling. */
export function tellingIssues(all: readonly Issue[]): readonly PlainIssue[] {
  const issues = all.flatMap(resolveUnion);
  return issues.filter((issue) => !isEcho(issue, issues));
}

/** Of a union's alternatives the one that was meant, with its path from the top. */
function resolveUnion(issue: Issue): readonly PlainIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  return bestBranch(issue).flatMap((inner) => resolveUnion({ ...inner, path: [...issue.path, ...inner.path] }));
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
  const others = [...new Set(types.map((type) => articleOf(type)))];
  const first = flat[0];
  if (values.length > 0) {
    return [{ code: 'invalid_value', path: [], message: others.join(' or '), values, input: first?.input }];
  }
  const message = `expected ${others.join(' or ')}`;
  return [{ code: 'custom', path: [], message, input: first?.input }];
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
