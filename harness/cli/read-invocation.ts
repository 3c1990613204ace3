// What an invocation left behind: its folder with results.json, read back and checked.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { suiteSchema, type SuiteDocument } from '../kinds/reporters/index.js';
import { Mistake } from './mistake.js';
import { parseJson } from './parse-json.js';

export const RESULTS = 'results.json';

export interface Invocation {
  /** Absolute. */
  readonly folder: string;
  readonly document: SuiteDocument;
}

/** Throws Mistake: there is no results.json, or it is not one that this version reads. */
export function readInvocation(folder: string): Invocation {
  const path = join(folder, RESULTS);
  const written = read(path);
  const found = suiteSchema.safeParse(written);
  if (found.success) return { folder: resolve(folder), document: found.data };
  const format = formatOf(written);
  throw new Mistake(
    format === 'guasto-suite/1'
      ? `${path} is damaged: ${z.prettifyError(found.error).split('\n').slice(0, 4).join(' ')}`
      : `${path}: expected the format "guasto-suite/1", found ${JSON.stringify(format) ?? 'none'}: it was not written by this version of guasto`,
  );
}

export const isInvocation = (folder: string): boolean => existsSync(join(folder, RESULTS));

/** `path` itself, or the folders in it (as CI servers unpack them, one for each shard), at most `depth` levels below. */
export function invocationsIn(path: string, depth = 3): readonly string[] {
  if (isInvocation(path)) return [path];
  if (depth === 0) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .flatMap((name) => invocationsIn(join(path, name), depth - 1));
}

/** Absolute path of a run's folder; undefined if it has none, or one that lies elsewhere, or that is gone. */
export function runFolder(invocation: Invocation, folder: string | undefined): string | undefined {
  if (folder === undefined || isAbsolute(folder)) return undefined;
  const path = join(invocation.folder, normalize(folder));
  const below = relative(invocation.folder, path);
  const isBelow = below !== '' && below !== '..' && !below.startsWith(`..${sep}`);
  return isBelow && existsSync(path) ? path : undefined;
}

function read(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Mistake(
      `expected the results of an invocation at ${path}, found nothing: they are reports/<run>/${RESULTS}`,
    );
  }
  return parseJson(path, text);
}

const formatOf = (written: unknown): unknown =>
  typeof written === 'object' && written !== null && 'format' in written ? written.format : undefined;
