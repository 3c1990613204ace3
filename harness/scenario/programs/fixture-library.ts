// Finds fixtures by name: in the `fixtures/` folders beside and above a scenario. Each file is read once.

import { join } from 'node:path';
import { fixtureFolders, fixtureNamesIn, isFile, shownPath } from '../files.js';
import type { Language } from '../language.js';
import type { ProblemList } from '../text/problem-list.js';
import { readFixture, type Fixture } from './fixture.js';

export class FixtureLibrary {
  readonly #language: Language;
  readonly #problems: ProblemList;
  readonly #cwd: string;
  readonly #read = new Map<string, Fixture | undefined>();
  readonly #folders = new Map<string, readonly string[]>();

  constructor(language: Language, problems: ProblemList, cwd: string) {
    this.#language = language;
    this.#problems = problems;
    this.#cwd = cwd;
  }

  /** `unreadable`: it exists, and its problems are in the list. */
  find(name: string, folder: string): Fixture | 'unreadable' | undefined {
    for (const place of this.#foldersOf(folder)) {
      const path = join(place, name, 'fixture.yaml');
      if (!/[\\/]/.test(name) && isFile(path)) return this.#readOnce(path) ?? 'unreadable';
    }
    return undefined;
  }

  namesFor(folder: string): readonly string[] {
    return [...new Set(this.#foldersOf(folder).flatMap(fixtureNamesIn))].toSorted();
  }

  #foldersOf(folder: string): readonly string[] {
    const found = this.#folders.get(folder) ?? fixtureFolders(folder);
    this.#folders.set(folder, found);
    return found;
  }

  #readOnce(path: string): Fixture | undefined {
    if (!this.#read.has(path)) {
      this.#read.set(path, readFixture(path, shownPath(path, this.#cwd), this.#language, this.#problems));
    }
    return this.#read.get(path);
  }
}
