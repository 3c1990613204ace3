// `params:` and `matrix:` → the parameters of each row. Without a matrix there is one row.

import { quantityOf } from './text/quantities.js';
import type { ProblemList } from './text/problem-list.js';
import type { Params } from './text/substitute.js';
import { describeTree, entriesOf, valueSpan, type Entry, type Tree } from './text/tree.js';

export interface Row {
  /** Position in the matrix, from 0; undefined without one. */
  readonly row: number | undefined;
  readonly params: Params;
  /** `size=1KiB`: what distinguishes this row. */
  readonly label: string;
}

/** Every row is a whole run of programs: more are a mistake in a product. */
const MOST_ROWS = 1_000;

/** All rows; at least one problem and no row if params or matrix can't be read. */
export function readRows(params: Entry | undefined, matrix: Entry | undefined, problems: ProblemList): readonly Row[] {
  const before = problems.count;
  const defaults = params === undefined ? {} : readParams(params, problems);
  if (matrix === undefined) return problems.count > before ? [] : [{ row: undefined, params: defaults, label: '' }];
  const overrides = matrix.value.is === 'list' ? readTable(matrix, problems) : readProduct(matrix, problems);
  if (problems.count > before) return [];
  requireComplete(overrides, defaults, matrix, problems);
  if (problems.count > before) return [];
  return overrides.map((override, row) => ({ row, params: { ...defaults, ...override }, label: labelOf(override) }));
}

function readParams(entry: Entry, problems: ProblemList): Params {
  if (entry.value.is !== 'mapping') {
    problems.add(valueSpan(entry), {
      message: `\`${entry.key}\` must be a mapping`,
      expected: 'names with values, such as `{ timeout: 500ms }`',
      found: describeTree(entry.value),
    });
  }
  return readValues(entry.value, problems);
}

function readValues(tree: Tree, problems: ProblemList): Params {
  const values: Record<string, string | number | boolean> = {};
  for (const entry of entriesOf(tree)) {
    const value = readValue(entry.key, entry.value, problems, entry);
    if (value !== undefined) values[entry.key] = value;
  }
  return values;
}

function readValue(
  name: string,
  tree: Tree,
  problems: ProblemList,
  entry?: Entry,
): string | number | boolean | undefined {
  const span = entry === undefined ? tree.span : valueSpan(entry);
  if (tree.is !== 'scalar' || tree.value === null) {
    const expected = 'a text, a number, true or false';
    problems.add(span, { message: `the param "${name}" must be one value`, expected, found: describeTree(tree) });
    return undefined;
  }
  if (!/^[A-Za-z][\w-]*$/.test(name)) {
    const expected = 'letters, digits, - and _, beginning with a letter';
    problems.add(entry?.keySpan ?? span, { message: 'this is not a name for a param', expected, found: name });
    return undefined;
  }
  if (typeof tree.value === 'string') checkText(name, tree.value, span, problems);
  return tree.value;
}

function checkText(name: string, text: string, span: Tree['span'], problems: ProblemList): void {
  if (text.includes('${') && !text.includes('$${')) {
    problems.add(span, {
      message: `the param "${name}" refers to something else`,
      expected: 'a value that stands for itself',
      found: text,
      hint: 'join values where they are used: "${params.timeout} + 100ms"',
    });
  }
  // In `2 × ${params.x}` the text `1s + 1s` would be taken apart.
  if (/[+×x*]/.test(text) && quantityOf(text) !== undefined) {
    problems.add(span, {
      message: `the param "${name}" is a sum or a multiple`,
      expected: 'one quantity',
      found: text,
      hint: 'write the result here, or the sum where it is used',
    });
  }
}

function readTable(matrix: Entry, problems: ProblemList): readonly Params[] {
  const items = matrix.value.is === 'list' ? matrix.value.items : [];
  if (items.length === 0) {
    problems.add(valueSpan(matrix), { message: '`matrix` has no rows', expected: 'at least one row' });
  }
  return items.map((item) => {
    if (item.is !== 'mapping') {
      const expected = 'the params that differ in this row, such as `- { timeout: 1s }`';
      problems.add(item.span, {
        message: 'a row of the matrix must be a mapping',
        expected,
        found: describeTree(item),
      });
    }
    return readValues(item, problems);
  });
}

function readProduct(matrix: Entry, problems: ProblemList): readonly Params[] {
  let rows: readonly Params[] = [{}];
  if (matrix.value.is !== 'mapping' || matrix.value.entries.length === 0) {
    problems.add(valueSpan(matrix), {
      message: '`matrix` is a table of params',
      expected: 'rows (`- { size: 1KiB }`) or, for every combination, lists (`{ size: [1KiB, 1MiB] }`)',
      found: describeTree(matrix.value),
    });
  }
  for (const entry of entriesOf(matrix.value)) {
    if (entry.value.is !== 'list' || entry.value.items.length === 0) {
      problems.add(valueSpan(entry), {
        message: `\`${entry.key}\` in the matrix must be a list of values`,
        expected: `\`${entry.key}: [ …, … ]\``,
        found: describeTree(entry.value),
      });
      continue;
    }
    const values = entry.value.items.map((item) => readValue(entry.key, item, problems));
    if (rows.length * values.length > MOST_ROWS) {
      const found = `${rows.length * values.length} or more`;
      problems.add(matrix.keySpan, {
        message: 'this matrix has too many rows',
        expected: `at most ${MOST_ROWS}`,
        found,
      });
      return rows;
    }
    rows = rows.flatMap((row) =>
      values.filter((value) => value !== undefined).map((value) => ({ ...row, [entry.key]: value })),
    );
  }
  return rows;
}

/** A param that only some rows set needs a value for the others. */
function requireComplete(rows: readonly Params[], defaults: Params, matrix: Entry, problems: ProblemList): void {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const [index, row] of rows.entries()) {
    const lacking = [...names].filter((name) => !Object.hasOwn(row, name) && !Object.hasOwn(defaults, name));
    const tree = matrix.value.is === 'list' ? matrix.value.items[index] : undefined;
    for (const name of lacking) {
      problems.add(tree?.span ?? matrix.keySpan, {
        message: `row ${index + 1} of the matrix lacks "${name}"`,
        expected: `a value for "${name}" in every row, or a default under \`params:\``,
        found: Object.keys(row).join(', ') || 'an empty row',
      });
    }
  }
}

const labelOf = (override: Params): string =>
  Object.entries(override)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
