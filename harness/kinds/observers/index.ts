// The shelf of observers: what watches a program from its start. To add one, write its file and name it here.

import type { ProgramObserver } from './observer.js';
import { pythonCalls } from './python-calls.js';
import { straceCalls } from './strace-calls.js';
import { stdio } from './stdio.js';

/** For the list of kinds; the run room makes it for the strace that it found. */
const anyStrace = straceCalls(
  { file: 'strace', version: 'any', hasSeccompBpf: false },
  { tellsCalls: true, tellsSyscalls: false },
);

/** By name, as events name who saw them. */
export const OBSERVERS: ReadonlyMap<string, ProgramObserver> = new Map(
  [stdio, pythonCalls, anyStrace].map((observer) => [observer.name, observer]),
);

export type { Equipment, ObservedProgram, ProgramObserver } from './observer.js';
