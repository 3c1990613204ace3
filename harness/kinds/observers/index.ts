// The shelf of observers: what watches a program from its start. To add one, write its file and name it here.

import type { ProgramObserver } from './observer.js';
import { pythonCalls } from './python-calls.js';
import { stdio } from './stdio.js';

/** By name, as events name who saw them. */
export const OBSERVERS: ReadonlyMap<string, ProgramObserver> = new Map(
  [stdio, pythonCalls].map((observer) => [observer.name, observer]),
);

export type { Equipment, ObservedProgram, ProgramObserver } from './observer.js';
