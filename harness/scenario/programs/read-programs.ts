// `programs:` → Programs. First who there is and who listens, then, when all names are known, what each one runs.

import { resolve } from 'node:path';
import type { z } from 'zod';
import { isFolder } from '../files.js';
import type { Language } from '../language.js';
import type { Patch, Program } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { shape } from '../text/shape.js';
import { childOf, describeTree, entriesOf, entryOf, valueSpan, type Entry } from '../text/tree.js';
import { NOT_LISTENING, readyOf, textsOf, type Fixture } from './fixture.js';
import type { FixtureLibrary } from './fixture-library.js';
import type { programSchemas } from './fixture-schema.js';
import { commandOf } from './fixture-command.js';

/** `start` waits so long until a program is ready, if nobody says otherwise. */
export const DEFAULT_READY_US = 10_000_000;

type FixtureProgram = z.output<ReturnType<typeof programSchemas>['fixture']>;
type RunProgram = z.output<ReturnType<typeof programSchemas>['run']>;

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
      found: fixture === undefined ? missing(entry) : 'both',
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

function missing(entry: Entry): string {
  const keys = entriesOf(entry.value).map(({ key }) => key);
  return keys.length === 0 ? describeTree(entry.value) : `the keys ${keys.join(', ')}`;
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

/** The links of the scenario, for fixtures that connect to "the" link. */
export interface LinkNames {
  readonly names: readonly { readonly name: string; readonly to: string }[];
  readonly mention: (link: string) => void;
}

/** The whole program; undefined after at least one problem. */
export function readProgram(draft: ProgramDraft, links: LinkNames, reading: ProgramReading): Program | undefined {
  const { source } = draft;
  const before = reading.problems.count;
  const program =
    source.kind === 'fixture'
      ? fromFixture(draft, source, links, reading)
      : source.kind === 'run'
        ? fromRun(draft, source.spec, reading)
        : undefined;
  return reading.problems.count === before ? program : undefined;
}

function fromRun(draft: ProgramDraft, spec: RunProgram, { folder, problems }: ProgramReading): Program {
  const { entry, listens } = draft;
  const cwd = resolve(folder, spec.cwd ?? '.');
  if (!isFolder(cwd)) {
    problems.add(childOf(entry.value, 'cwd')?.span ?? entry.keySpan, {
      message: `the folder "${spec.cwd}" does not exist`,
      expected: 'a folder, relative to the one of this file',
      found: 'no such folder',
    });
  }
  if (spec.listens === false && spec.port !== undefined) {
    problems.add(childOf(entry.value, 'port')?.span ?? entry.keySpan, {
      message: 'a program that does not listen has no port',
      expected: '`port` without `listens: false`',
    });
  }
  const ready = spec.ready ?? (listens ? 'listening' : 'spawned');
  if (ready === 'listening' && !listens)
    problems.add(entryOf(entry.value, 'ready')?.keySpan ?? entry.keySpan, NOT_LISTENING);
  return {
    name: draft.name,
    span: entry.keySpan,
    argv: spec.run.map(String),
    cwd,
    env: textsOf(spec.env),
    trace: draft.trace,
    ready: readyOf(ready),
    readyWithinUs: spec.within ?? DEFAULT_READY_US,
    port: spec.port ?? (listens ? 'allotted' : undefined),
    files: {},
    patch: undefined,
    fixture: undefined,
  };
}

function fromFixture(
  draft: ProgramDraft,
  { spec, fixture }: Extract<ProgramDraft['source'], { kind: 'fixture' }>,
  links: LinkNames,
  reading: ProgramReading,
): Program {
  const { entry, listens, name } = draft;
  const { argv, env, files } = commandOf(draft.entry, fixture, links, reading);
  if (spec.port !== undefined && !listens) {
    reading.problems.add(childOf(entry.value, 'port')?.span ?? entry.keySpan, {
      message: `the fixture ${fixture.name} does not listen: it has no port`,
      expected: 'no `port`',
    });
  }
  return {
    name,
    span: entry.keySpan,
    argv,
    cwd: fixture.folder,
    env,
    trace: draft.trace,
    ready: fixture.ready,
    readyWithinUs: fixture.readyWithinUs ?? DEFAULT_READY_US,
    port: spec.port ?? (listens ? 'allotted' : undefined),
    files,
    patch: spec.mutant === undefined ? undefined : patchOf(spec.mutant, fixture, entry, reading.problems),
    fixture: fixture.name,
  };
}

function patchOf(mutant: string, fixture: Fixture, entry: Entry, problems: ProblemList): Patch | undefined {
  const patch = fixture.mutants.get(mutant);
  if (patch === undefined) {
    problems.add(childOf(entry.value, 'mutant')?.span ?? entry.keySpan, unknownMutant(mutant, fixture));
  }
  return patch;
}

export function unknownMutant(mutant: string, { name, mutants }: Fixture) {
  const hint = didYouMean(mutant, mutants.keys());
  return {
    message: `the fixture ${name} has no mutant "${mutant}"`,
    expected: mutants.size === 0 ? 'a fixture that has mutants' : `one of ${[...mutants.keys()].join(', ')}`,
    found: mutant,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Fixed ports are each used once. */
export function refuseSharedPorts(
  programs: readonly Program[],
  drafts: readonly ProgramDraft[],
  problems: ProblemList,
): void {
  for (const [index, program] of programs.entries()) {
    const first = programs
      .slice(0, index)
      .find((other) => typeof other.port === 'number' && other.port === program.port);
    if (first === undefined) continue;
    const entry = drafts.find(({ name }) => name === program.name)?.entry;
    problems.add(childOf(entry?.value, 'port')?.span ?? program.span, {
      message: 'two programs on one port',
      expected: 'a port of its own for each program',
      found: `port ${program.port} for "${first.name}" (line ${first.span.line}) and for "${program.name}"`,
      hint: 'leave `port` out: each program is then given a free one',
    });
  }
}
