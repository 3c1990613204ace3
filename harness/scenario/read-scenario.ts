// One scenario file → one Scenario for each row of its matrix, or its problems.

import { invariant } from '../vocabulary/invariant.js';
import { readRows, type Row } from './params.js';
import { readRow, type FileReading } from './read-row.js';
import type { Scenario } from './scenario.js';
import type { ProblemList } from './text/problem-list.js';
import { entriesOf, entryOf, filledEntryOf, itemsOf, type Entry, type Mapping } from './text/tree.js';
import { checkKeys } from './top-level.js';

/** The scenarios of a file, one per row; none if it has problems. */
export function readScenarios(tree: Mapping, reading: FileReading): readonly Scenario[] {
  const { problems, source } = reading;
  const before = problems.count;
  checkKeys(tree, source, problems);
  const rows = readRows(filledEntryOf(tree, 'params'), filledEntryOf(tree, 'matrix'), problems);
  const used = new Set<string>();
  const scenarios = rows.map((row) => {
    problems.enterRow(row.row);
    return readRow(tree, row, used, reading);
  });
  problems.enterRow(undefined);
  if (problems.count === before) refuseUnusedParams(tree, used, problems);
  if (problems.count > before || scenarios.includes(undefined)) return [];
  return distinctTitles(
    scenarios.filter((scenario) => scenario !== undefined),
    rows,
  );
}

function refuseUnusedParams(tree: Mapping, used: ReadonlySet<string>, problems: ProblemList): void {
  const seen = new Set(used);
  for (const { key, keySpan } of paramsOf(tree)) {
    if (seen.has(key)) continue;
    seen.add(key);
    problems.add(keySpan, {
      message: `the param "${key}" is never used`,
      expected: `\${params.${key}} somewhere in this file`,
      found: 'nobody mentions it',
      hint: 'use it, or remove it',
    });
  }
}

/** Also those that only the matrix names: of one that is misspelt every row would be the same run. */
function paramsOf(tree: Mapping): readonly Entry[] {
  const matrix = entryOf(tree, 'matrix')?.value;
  return [...entriesOf(entryOf(tree, 'params')?.value), ...entriesOf(matrix), ...itemsOf(matrix).flatMap(entriesOf)];
}

/** Rows whose titles are the same are told apart by what is different in them. */
function distinctTitles(scenarios: readonly Scenario[], rows: readonly Row[]): readonly Scenario[] {
  const titles = new Set(scenarios.map(({ identity }) => identity.title));
  if (titles.size === scenarios.length) return scenarios;
  return scenarios.map((scenario, index) => {
    const row = rows[index];
    invariant(row !== undefined, 'every scenario comes from a row');
    const title = `${scenario.identity.title} (${row.label || `row ${index + 1}`})`;
    return { ...scenario, identity: { ...scenario.identity, title } };
  });
}
