// The mutants of a fixture: wrong programs, written as replacements in the right one.

import { resolve } from 'node:path';
import { isFile, readText } from '../files.js';
import type { Patch } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { childOf, entriesOf, entryOf, itemsOf, textOf, type Entry, type Tree } from '../text/tree.js';

/** By name. A replaced text that does not occur exactly once is a problem: the mutant would not be the one that is meant. */
export function readMutants(tree: Tree, folder: string, problems: ProblemList): ReadonlyMap<string, Patch> {
  const patches = new Map<string, Patch>();
  for (const entry of entriesOf(childOf(tree, 'mutants'))) {
    const patch = readPatch(entry, folder, problems);
    if (patch !== undefined) patches.set(entry.key, patch);
  }
  return patches;
}

function readPatch({ key, value }: Entry, folder: string, problems: ProblemList): Patch | undefined {
  const file = resolve(folder, textOf(childOf(value, 'file')) ?? '');
  const written = entryOf(value, 'file')?.value;
  const original = isFile(file) ? readText(file) : undefined;
  if (original === undefined || 'problem' in original) {
    problems.add(written?.span ?? value.span, {
      message: `the file of the mutant "${key}" can’t be read`,
      expected: 'a file beside fixture.yaml',
      found: original === undefined ? 'no such file' : original.problem.message,
    });
    return undefined;
  }
  const replace = itemsOf(childOf(value, 'replace')).map((item) => ({
    from: textOf(childOf(item, 'from')) ?? '',
    to: textOf(childOf(item, 'to')) ?? '',
    tree: childOf(item, 'from') ?? item,
  }));
  for (const { from, tree } of replace) {
    const times = original.text.split(from).length - 1;
    if (times === 1) continue;
    problems.add(tree.span, {
      message: `the text to replace occurs ${times === 0 ? 'nowhere' : `${times} times`} in ${textOf(written) ?? 'the file'}`,
      expected: 'a text that occurs exactly once',
      found: JSON.stringify(from.length > 60 ? `${from.slice(0, 57)}…` : from),
      hint:
        times === 0
          ? 'compare it with the program: blanks and line breaks count'
          : 'take in more of the text around it',
    });
  }
  const mistake = textOf(childOf(value, 'mistake')) ?? '';
  return { name: key, mistake, file, replace: replace.map(({ from, to }) => ({ from, to })) };
}
