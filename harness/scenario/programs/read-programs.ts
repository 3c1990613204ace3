// `programs:`, second pass, when all names are known: what each one runs.

import { resolve } from 'node:path';
import type { Capability } from '../../vocabulary/capabilities.js';
import { isFolder } from '../files.js';
import type { Patch, Program } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { childOf, entryOf, type Entry } from '../text/tree.js';
import type { ProgramDraft, ProgramReading, RunProgram } from './draft-programs.js';
import { NOT_LISTENING, readyOf, textsOf, type Fixture } from './fixture.js';
import { commandOf } from './fixture-command.js';

/** `start` waits so long until a program is ready, if nobody says otherwise. */
export const DEFAULT_READY_US = 10_000_000;

/** The links of the scenario, for fixtures that connect to "the" link. */
export interface LinkNames {
  readonly names: readonly { readonly name: string; readonly to: string }[];
  /** All of them could be read. */
  readonly areSound: boolean;
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
    callsMatter: false,
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
    callsMatter: false,
    ready: fixture.ready,
    readyWithinUs: fixture.readyWithinUs ?? DEFAULT_READY_US,
    port: spec.port ?? (listens ? 'allotted' : undefined),
    files,
    patch: spec.mutant === undefined ? undefined : patchOf(spec.mutant, fixture, entry, reading.problems),
    fixture: fixture.name,
    ...(fixture.build === undefined ? {} : { build: fixture.build }),
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

const TOOLCHAINS: Readonly<Record<string, Capability>> = { go: 'go', cc: 'c-compiler' };

/** A program whose compiler is missing is unsupported; of a compiler that is not on the list the build will tell. */
export function needsOfBuild({ build }: Program): readonly Capability[] {
  const need = TOOLCHAINS[build?.[0] ?? ''];
  return need === undefined ? [] : [need];
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
