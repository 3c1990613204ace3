// A run of one scenario as it lies in its folder: its record, and its verdicts and picture where they are there.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { verdictsSchema } from '../kinds/reporters/index.js';
import { summaryOfDocument } from '../kinds/reporters/verdicts-document.js';
import { parseRecord, RecordFormatError } from '../record/json-lines.js';
import type { RunRecord } from '../record/run-record.js';
import type { DiffSide } from '../report/index.js';
import { Mistake } from './mistake.js';
import { parseJson } from './parse-json.js';

/** Path of the record that is meant: the file itself, or in its folder. Throws Mistake. */
export function recordFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  const file = found?.isDirectory() === true ? join(path, 'record.jsonl') : path;
  if (existsSync(file)) return file;
  throw new Mistake(`expected a record at ${file}, found nothing: records are reports/<run>/<scenario>/record.jsonl`);
}

/** Is it a record, or a folder with one? */
export const isRecord = (path: string): boolean => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? existsSync(join(path, 'record.jsonl')) : found?.isFile() === true;
};

/** Throws Mistake. */
export function readRecord(file: string): RunRecord {
  try {
    return parseRecord(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof RecordFormatError) throw new Mistake(`${file}: ${error.message}`);
    throw error;
  }
}

export interface ReadRun extends DiffSide {
  /** Text of timeline.svg. */
  readonly picture: string | undefined;
}

/** `name`: what to call it. Throws Mistake. */
export function readRun(path: string, name: string): ReadRun {
  const file = recordFile(path);
  const folder = dirname(resolve(file));
  return {
    name,
    record: readRecord(file),
    summary: readVerdicts(folder),
    picture: textOf(join(folder, 'timeline.svg')),
  };
}

/** `2026-11-24…/recv-late-reply` */
export const nameOfRun = (folder: string): string => `${basename(dirname(folder))}/${basename(folder)}`;

/** undefined if there are none, or those of another version. Throws Mistake. */
function readVerdicts(folder: string): ReadRun['summary'] {
  const text = textOf(join(folder, 'verdicts.json'));
  if (text === undefined) return undefined;
  const found = verdictsSchema.safeParse(parseJson(join(folder, 'verdicts.json'), text));
  return found.success ? summaryOfDocument(found.data, undefined) : undefined;
}

const textOf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
