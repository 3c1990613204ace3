// Where in the test file a verb was called.

import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Span } from '../../vocabulary/problems.js';

/** Our own files: compiled, and as source maps name them. */
const OWN = [dirname(dirname(__dirname)), join(packageFolder(), 'harness')].map((folder) => `${folder}${sep}`);

/** The nearest frame that is neither ours, nor Playwright's, nor Node's; lines are those of the source (Playwright maps them). */
export function callersPlace(): Span {
  for (const line of (new Error('for its stack').stack ?? '').split('\n')) {
    const place = placeIn(line);
    if (place !== undefined && !isForeign(place.file)) return place;
  }
  return { file: process.cwd(), line: 1, column: 1, length: 1 };
}

/** Of a line of V8's: `    at f (file:1:2)`, or `    at file:1:2` outside of a function. A path may have parentheses too. */
export function placeIn(line: string): Span | undefined {
  const form = line.endsWith(')') ? /^ *at [^/]*?\((.+):(\d+):(\d+)\)$/ : /^ *at (?:async )?(.+):(\d+):(\d+)$/;
  const [, file, row, column] = form.exec(line) ?? [];
  return file === undefined ? undefined : { file: pathOf(file), line: Number(row), column: Number(column), length: 1 };
}

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

const isForeign = (path: string): boolean =>
  OWN.some((folder) => path.startsWith(folder)) || path.startsWith('node:') || /[\\/]node_modules[\\/]/.test(path);

function packageFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
