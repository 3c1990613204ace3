// One issue of a zod schema in our own words.

import type { z } from 'zod';
import { didYouMean, nearestOf } from '../text/near.js';
import type { ProblemText } from '../text/problem-list.js';
import { describeTree, isBlank, type Tree } from '../text/tree.js';
import { keysOf } from './keys.js';
import type { PlainIssue } from './issues.js';

export function explainIssue(
  issue: Exclude<PlainIssue, z.core.$ZodIssueUnrecognizedKeys>,
  tree: Tree,
  name: string,
): ProblemText {
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
      return {
        message: `${name} has the wrong form`,
        expected: wantedBy(issue) ?? issue.pattern ?? issue.format,
        found,
      };
    case 'invalid_key':
    case 'invalid_element':
      return { message: `${name} can’t be read`, expected: 'another value', found };
  }
}

/** Issues of our own words carry a whole ProblemText; those of a kind's own checks a message: `expected code or signal`. */
function custom(issue: z.core.$ZodIssueCustom, tree: Tree, name: string): ProblemText {
  const params = issue.params ?? {};
  const text = (key: string): string | undefined => (typeof params[key] === 'string' ? params[key] : undefined);
  const wanted = wantedBy(issue);
  const [expected, hint] = [text('expected') ?? wanted, text('hint')];
  return {
    message: text('message') ?? (wanted === undefined ? issue.message : `${name} does not fit`),
    ...(expected === undefined ? {} : { expected }),
    found: text('found') ?? (tree.is === 'mapping' ? keysOf(tree) : describeTree(tree)),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Of a check that says so itself. */
const wantedBy = ({ message }: { readonly message: string }): string | undefined =>
  /^expected (.*)$/s.exec(message)?.[1];

function wrongType(type: string, tree: Tree, name: string): ProblemText {
  const expected = articleOf(type);
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

export function articleOf(type: string): string {
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
