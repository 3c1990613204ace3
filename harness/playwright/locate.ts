// Calls a function so that V8, and with it Playwright, sees the call at a place in a YAML file.

import { compileFunction } from 'node:vm';
import type { Span } from '../vocabulary/problems.js';

const PREFIX = 'return ';

/** Calls `fn(...args)` from a frame whose file, line and column are those of `place` (both from 1). */
export function callAt<A extends readonly unknown[], R>(
  place: Pick<Span, 'file' | 'line' | 'column'>,
  fn: (...args: A) => R,
  args: A,
): R {
  const call = compileFunction(`${PREFIX}fn(...args)`, ['fn', 'args'], {
    filename: place.file,
    lineOffset: place.line - 1,
    columnOffset: place.column - 1 - PREFIX.length,
  });
  // compileFunction is untyped; the compiled body returns what fn returns.
  return call(fn, args) as R;
}
