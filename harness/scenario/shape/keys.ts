// Keys that are not known, and keys that are missing.

import { didYouMean } from '../text/near.js';
import type { ProblemText } from '../text/problem-list.js';
import { describeTree, entriesOf, type Tree } from '../text/tree.js';

export function unknownKey(key: string, where: string, known: readonly string[], better?: string): ProblemText {
  const hint = better ?? didYouMean(key, known);
  return {
    message: `unknown key "${key}" in ${where}`,
    expected: known.length === 0 ? 'no further key' : `one of ${known.join(', ')}`,
    found: key,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** `the keys link, toxic`. */
export function keysOf(tree: Tree): string {
  const keys = entriesOf(tree).map(({ key }) => key);
  if (keys.length === 0) return describeTree(tree);
  return `only the key${keys.length === 1 ? '' : 's'} ${keys.join(', ')}`;
}
