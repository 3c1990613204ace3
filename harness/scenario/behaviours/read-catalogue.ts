// Whole catalogues: every behaviour of the `behaviours/` folders around some scenarios, and of this package.

import { basename, dirname, resolve } from 'node:path';
import type { ScenarioProblem } from '../../vocabulary/problems.js';
import { behaviourFilesIn, behaviourFolders, shownPath } from '../files.js';
import { ProblemList } from '../text/problem-list.js';
import type { Behaviour } from './behaviour.js';
import { BEHAVIOUR_SUFFIX, isBehaviourId, readBehaviour } from './read-behaviour.js';

export interface Catalogue {
  /** By call, then by id. Of two with one id the one nearer to the scenarios. */
  readonly behaviours: readonly Behaviour[];
  readonly problems: readonly ScenarioProblem[];
}

/** `folders`: where scenarios lie. The package's own catalogue is always read. */
export function readCatalogue(folders: readonly string[], cwd: string = process.cwd()): Catalogue {
  const problems = new ProblemList();
  const places = new Set([cwd, ...folders].flatMap((folder) => behaviourFolders(resolve(cwd, folder))));
  const found = new Map<string, Behaviour>();
  for (const place of places) {
    const inPlace = new Map<string, string>();
    for (const { name, path } of behaviourFilesIn(place)) {
      const id = name.slice(0, -BEHAVIOUR_SUFFIX.length);
      const shown = shownPath(path, cwd);
      const refuse = refuser(shown, problems);
      const first = inPlace.get(id);
      if (!isBehaviourId(id) || dirname(path) === place) refuse(MISPLACED, basename(path));
      else if (first !== undefined) refuse(twice(id), `the first one in ${first}`);
      else {
        inPlace.set(id, shown);
        const behaviour = readBehaviour(path, problems, cwd);
        if (behaviour !== undefined && !found.has(id)) found.set(id, behaviour);
      }
    }
  }
  const behaviours = [...found.values()].toSorted((a, b) => order(a.call, b.call) || order(a.id, b.id));
  return { behaviours, problems: problems.sorted() };
}

interface Refusal {
  readonly message: string;
  readonly expected: string;
}

const refuser =
  (file: string, problems: ProblemList) =>
  (refusal: Refusal, found: string): void =>
    problems.add({ file, line: 1, column: 1, length: 1 }, { ...refusal, found });

const MISPLACED: Refusal = {
  message: 'this file is not where a behaviour lies',
  expected: 'behaviours/<call>/<id>.yaml, the id in small letters, digits and hyphens',
};

const twice = (id: string): Refusal => ({
  message: `two behaviours are called "${id}"`,
  expected: 'each behaviour under an id of its own',
});

/** The calls in the order in which a program makes them, then those that a project adds. */
const CALLS = [
  'socket',
  'setsockopt',
  'bind',
  'listen',
  'accept',
  'connect',
  'settimeout',
  'send',
  'recv',
  'close',
  'proxy',
];

function order(a: string, b: string): number {
  const [first, second] = [CALLS.indexOf(a), CALLS.indexOf(b)];
  if (first !== second) return (first < 0 ? CALLS.length : first) - (second < 0 ? CALLS.length : second);
  return a < b ? -1 : Number(a > b);
}
