// Finds behaviours by id: in the `behaviours/` folders beside and above a scenario, then in the catalogue of this package.
// Only what is asked for is read: a run of one scenario need not read the whole catalogue.

import { behaviourFilesIn, behaviourFolders } from '../files.js';
import type { ProblemList } from '../text/problem-list.js';
import type { Behaviour } from './behaviour.js';
import { BEHAVIOUR_SUFFIX, readBehaviour } from './read-behaviour.js';

export class BehaviourLibrary {
  readonly #problems: ProblemList;
  readonly #cwd: string;
  /** Path of each id, by the folder that it is looked for from. */
  readonly #files = new Map<string, ReadonlyMap<string, string>>();
  readonly #read = new Map<string, Behaviour | undefined>();

  constructor(problems: ProblemList, cwd: string) {
    this.#problems = problems;
    this.#cwd = cwd;
  }

  /** `unreadable`: it exists, and its problems are in the list. `folder`: of the scenario, absolute. */
  find(id: string, folder: string): Behaviour | 'unreadable' | undefined {
    const path = this.#filesFor(folder).get(id);
    if (path === undefined) return undefined;
    if (!this.#read.has(path)) this.#read.set(path, readBehaviour(path, this.#problems, this.#cwd));
    return this.#read.get(path) ?? 'unreadable';
  }

  idsFor(folder: string): readonly string[] {
    return [...this.#filesFor(folder).keys()];
  }

  #filesFor(folder: string): ReadonlyMap<string, string> {
    const known = this.#files.get(folder);
    if (known !== undefined) return known;
    const files = new Map<string, string>();
    for (const place of behaviourFolders(folder)) {
      // Nearest first: a project may say more precisely what this package says in general.
      for (const { name, path } of behaviourFilesIn(place)) {
        const id = name.slice(0, -BEHAVIOUR_SUFFIX.length);
        if (!files.has(id)) files.set(id, path);
      }
    }
    this.#files.set(folder, files);
    return files;
  }
}
