// The one place of this room that looks at the disk: finds and reads the files of scenarios, fixtures and payloads.

import { readdirSync, readFileSync, statSync, type Dirent, type Stats } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { ProblemText } from './text/problem-list.js';

/** A scenario is about 40 lines: a file beyond this is another file by mistake. */
export const LARGEST_FILE_BYTES = 256 * 1024;

export const SCENARIO_SUFFIX = '.scenario.yaml';

export type FileText = { readonly text: string } | { readonly problem: ProblemText };

/** The file's text; refused before it is read if it is too large. */
export function readText(path: string): FileText {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { problem: { message: 'this is a folder', expected: 'a file' } };
    if (!stats.isFile()) return { problem: { message: 'this is not a regular file', expected: 'a file' } };
    return stats.size > LARGEST_FILE_BYTES ? { problem: tooLarge(stats.size) } : decode(readFileSync(path));
  } catch (error) {
    return { problem: unreadable(error) };
  }
}

export const isFile = (path: string): boolean => look(path)?.isFile() ?? false;

export const isFolder = (path: string): boolean => look(path)?.isDirectory() ?? false;

/** undefined for whatever can't be looked at: reading it will say why. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** `path` as a person in `cwd` would write it. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short === '..' || short.startsWith(`..${sep}`) ? path : short;
}

/**
 * Scenario files in a folder and below, sorted; not those in node_modules and in folders that guasto itself writes.
 * Folders that can't be read are named in `unreadable`.
 */
export function scenarioFilesIn(folder: string, unreadable: string[]): readonly string[] {
  const found: string[] = [];
  for (const entry of entriesIn(folder, unreadable)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) found.push(...scenarioFilesIn(path, unreadable));
    else if (entry.isFile() && entry.name.endsWith(SCENARIO_SUFFIX)) found.push(path);
  }
  return found;
}

function entriesIn(folder: string, unreadable: string[]): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    unreadable.push(folder);
    return [];
  }
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '_guasto', '.git']);

/** The folder at or above `folder` that holds a package.json; `folder` itself if there is none. */
export function packageFolder(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isFile(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The `fixtures/` folders that a scenario in `folder` can use, nearest first: beside it and above, up to the package. */
export function fixtureFolders(folder: string): readonly string[] {
  const found: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isFolder(join(at, 'fixtures'))) found.push(join(at, 'fixtures'));
    if (isFile(join(at, 'package.json')) || dirname(at) === at) return found;
  }
}

/** Names of the fixtures in a `fixtures/` folder, sorted. */
export function fixtureNamesIn(folder: string): readonly string[] {
  return entriesIn(folder, [])
    .filter((entry) => isFile(join(folder, entry.name, 'fixture.yaml')))
    .map((entry) => entry.name);
}

/** The `behaviours/` folders for scenarios in `folder`, nearest first; last the catalogue that this package ships with. */
export function behaviourFolders(folder: string): readonly string[] {
  const found = new Set<string>();
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isFolder(join(at, 'behaviours'))) found.add(join(at, 'behaviours'));
    if (isFile(join(at, 'package.json')) || dirname(at) === at) break;
  }
  const own = join(packageFolder(__dirname), 'scenarios', 'behaviours');
  if (isFolder(own)) found.add(own);
  return [...found];
}

/** The YAML files of a `behaviours/` folder and of the folders in it, sorted. */
export function behaviourFilesIn(folder: string): readonly { readonly name: string; readonly path: string }[] {
  return entriesIn(folder, []).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (isFolder(path)) return entriesIn(path, []).flatMap(({ name }) => yamlFile(path, name));
    return yamlFile(folder, entry.name);
  });
}

const yamlFile = (folder: string, name: string): readonly { readonly name: string; readonly path: string }[] =>
  name.endsWith('.yaml') && !name.endsWith(SCENARIO_SUFFIX) ? [{ name, path: join(folder, name) }] : [];

function decode(bytes: Buffer): FileText {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return { problem: UTF16 };
  if (bytes.includes(0)) return { problem: BINARY };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: NOT_UTF8 };
  }
}

const tooLarge = (sizeBytes: number): ProblemText => ({
  message: 'this file is too large to be a scenario',
  expected: `at most ${LARGEST_FILE_BYTES / 1024} KiB`,
  found: `${(sizeBytes / 1024 / 1024).toFixed(1)} MiB`,
  hint: 'bytes to be sent belong into a file of their own: `file: payload.bin`, or `repeat: { byte: "x", size: 10MiB }`',
});

const BINARY: ProblemText = {
  message: 'this is not a text file',
  expected: 'YAML text in UTF-8',
  found: 'zero bytes',
  hint: 'is it another file under this name?',
};

const UTF16: ProblemText = {
  message: 'this file is saved as UTF-16',
  expected: 'YAML text in UTF-8',
  hint: 'save it as UTF-8',
};

const NOT_UTF8: ProblemText = {
  message: 'this file is not UTF-8',
  expected: 'YAML text in UTF-8',
  found: 'bytes that are no UTF-8 character',
  hint: 'save it as UTF-8; arbitrary bytes are written as `hex:` or `base64:`',
};

function unreadable(error: unknown): ProblemText {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT') return { message: 'this file does not exist', hint: 'check the path' };
  if (code === 'EACCES') return { message: 'this file can’t be read', found: 'EACCES', hint: 'check its permissions' };
  return { message: 'this file can’t be read', found: code };
}
