// A wrong value may have come from a param: the problem stands where it is used, and says where it is from.

import type { ProblemList, ProblemText } from '../text/problem-list.js';
import type { Tree } from '../text/tree.js';

/** `found: the number 5, from ${params.latency} in row 2`. */
export function withOrigin(problem: ProblemText, tree: Tree, problems: ProblemList): ProblemText {
  const reference = tree.is === 'scalar' ? /\$\{params\.[^}]*\}/.exec(tree.written)?.[0] : undefined;
  const isFilledIn = tree.is === 'scalar' && reference !== undefined && !String(tree.value).includes(reference);
  if (!isFilledIn || problem.found === undefined) return problem;
  const row = problems.row === undefined ? '' : ` in row ${problems.row + 1}`;
  return { ...problem, found: `${problem.found}, from ${reference}${row}` };
}
