// `programs:`, first pass: who there is, from which fixture or command, and who listens.

import type { z } from 'zod';
import type { Language } from '../language.js';
import type { Program } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { shape } from '../shape/shape.js';
import { keysOf } from '../shape/keys.js';
import { describeTree, entriesOf, entryOf, valueSpan, type Entry } from '../text/tree.js';
import type { Fixture } from './fixture.js';
import type { FixtureLibrary } from './fixture-library.js';
import type { programSchemas } from './fixture-schema.js';

export type FixtureProgram = z.output<ReturnType<typeof programSchemas>['fixture']>;
export type RunProgram = z.output<ReturnType<typeof programSchemas>['run']>;

/** A program whose entry could be read, before its command is made. */
export interface ProgramDraft {
  readonly entry: Entry;
  readonly name: string;
  readonly listens: boolean;
  readonly trace: Program['trace'];
  readonly source:
    | { readonly kind: 'fixture'; readonly spec: FixtureProgram; readonly fixture: Fixture }
    | { readonly kind: 'run'; readonly spec: RunProgram }
    /** Has problems of its own; its name is known all the same. */
    | { readonly kind: 'unreadable' };
}

export interface ProgramReading {
  readonly language: Language;
  readonly problems: ProblemList;
  readonly fixtures: FixtureLibrary;
  /** Of the scenario file, absolute. */
  readonly folder: string;
}

export function draftPrograms(entry: Entry | undefined, reading: ProgramReading): readonly ProgramDraft[] {
  if (entry === undefined) return [];
  const entries = entriesOf(entry.value);
  if (entries.length === 0) {
    reading.problems.add(valueSpan(entry), {
      message: '`programs` must name at least one program',
      expected: '`programs: { server: { fixture: python-echo-server } }`',
      found: describeTree(entry.value),
    });
  }
  return entries.map((program) => draft(program, reading));
}

function draft(entry: Entry, reading: ProgramReading): ProgramDraft {
  const base = { entry, name: entry.key };
  const { problems, language } = reading;
  const subject = { tree: entry.value, name: `the program "${entry.key}"`, at: entry.keySpan };
  const [fixture, run] = [entryOf(entry.value, 'fixture'), entryOf(entry.value, 'run')];
  if ((fixture === undefined) === (run === undefined)) {
    problems.add(entry.keySpan, {
      message: `the program "${entry.key}" needs either \`fixture\` or \`run\``,
      expected: '`{ fixture: python-echo-server }` or `{ run: [python3, server.py] }`',
      found: fixture === undefined ? keysOf(entry.value) : 'both',
    });
    return { ...base, listens: true, trace: 'auto', source: { kind: 'unreadable' } };
  }
  if (run !== undefined) {
    const spec = shape(language.programs.run, subject, problems);
    if (spec === undefined) return { ...base, listens: true, trace: 'auto', source: { kind: 'unreadable' } };
    const listens = spec.listens ?? spec.port !== undefined;
    return { ...base, listens, trace: spec.trace ?? 'auto', source: { kind: 'run', spec } };
  }
  const spec = shape(language.programs.fixture, subject, problems);
  const found = spec === undefined ? undefined : findFixture(spec.fixture, fixture, reading);
  if (spec === undefined || found === undefined) {
    return { ...base, listens: true, trace: 'auto', source: { kind: 'unreadable' } };
  }
  const trace = spec.trace ?? found.trace;
  return { ...base, listens: found.listens, trace, source: { kind: 'fixture', spec, fixture: found } };
}

function findFixture(name: string, entry: Entry | undefined, reading: ProgramReading): Fixture | undefined {
  const { fixtures, folder, problems } = reading;
  const found = fixtures.find(name, folder);
  if (found !== undefined) return found === 'unreadable' ? undefined : found;
  const known = fixtures.namesFor(folder);
  const hint = didYouMean(name, known) ?? `a fixture is a folder: fixtures/${name}/fixture.yaml`;
  problems.add(entry?.value.span ?? { file: '', line: 1, column: 1, length: 1 }, {
    message: `there is no fixture "${name}"`,
    expected: known.length === 0 ? 'a folder `fixtures/` beside or above this file' : `one of ${known.join(', ')}`,
    found: name,
    hint,
  });
  return undefined;
}
