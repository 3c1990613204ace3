// From what is to be run to a child process: environment and descriptors as its observers want them, a group of its own,
// two safeguards against outliving us.

import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { FIFO, type Equipment, type ProgramObserver } from '../kinds/observers/observer.js';
import type { ProgramRun, TraceName } from '../record/events/process-events.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import { openFifo, type Fifo } from './fifo.js';
import { inheritedEnvironment } from './inherited-environment.js';
import type { ProcessGuard } from './process-guard.js';

export interface ProcessSpec extends ProgramRun {
  /** What the record says was run. */
  readonly argv: readonly string[];
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: boolean;
  readonly trace: TraceName;
  readonly observers: readonly ProgramObserver[];
  /** For the FIFOs of observers that wrap the program. */
  readonly scratchFolder?: string;
}

export interface ProcessHost {
  readonly recorder: Recorder;
  readonly guard: ProcessGuard;
  /** `setpriv` where the machine has it: the kernel ends the program when we die, at once. */
  readonly deathSignalPrefix: readonly string[];
}

export interface Spawned {
  readonly child: ChildProcess;
  /** For each observer, what it reads. */
  readonly sources: readonly (readonly Source[])[];
}

/** A descriptor of the program, or the FIFO of an observer that wraps it. */
export interface Source {
  readonly descriptor: number;
  readonly readable: Readable;
}

/** Resolves once the kernel has executed it. Throws RigError `program-not-found` or `program-not-started`. */
export async function spawnProgram(spec: ProcessSpec, host: ProcessHost): Promise<Spawned> {
  const base = { ...inheritedEnvironment(), ...spec.env };
  const equipment = spec.observers.map((observer) => observer.equip(base));
  const env: NodeJS.ProcessEnv = Object.assign({}, base, host.guard.mark, ...equipment.map((one) => one.env));
  const highest = Math.max(2, ...equipment.flatMap((one) => one.descriptors));
  const stdio = Array.from({ length: highest + 1 }, (_, fd) => (fd === 0 && !spec.stdin ? 'ignore' : 'pipe') as 'pipe');
  expectFolder(spec);
  const wrappers = await Promise.all(equipment.map((one) => wrapperOf(one, spec)));
  const wrapped = wrappers.flatMap((wrapper) => wrapper?.words ?? []);
  const [file = spec.file, ...args] = [...host.deathSignalPrefix, ...wrapped, spec.file, ...spec.argv.slice(1)];
  try {
    const start = (): ChildProcess => spawn(file, args, { cwd: spec.cwd, env, stdio, detached: true });
    const child = await spawned(spec, start, host.guard);
    const sources = equipment.map(({ descriptors }, index) => [
      ...descriptors.map((descriptor) => sourceOf(child, descriptor, spec)),
      ...fifoOf(wrappers[index], child),
    ]);
    return { child, sources };
  } catch (error) {
    for (const wrapper of wrappers) {
      wrapper?.fifo.release();
      wrapper?.fifo.readable.destroy();
    }
    throw error;
  }
}

interface Wrapper {
  readonly words: readonly string[];
  readonly fifo: Fifo;
}

async function wrapperOf({ wrap }: Equipment, { program, scratchFolder }: ProcessSpec): Promise<Wrapper | undefined> {
  if (wrap === undefined) return undefined;
  invariant(scratchFolder !== undefined, `${program} is wrapped, and has a folder for that`);
  const fifo = await openFifo(scratchFolder);
  return { words: wrap(fifo.path), fifo };
}

function sourceOf(child: ChildProcess, descriptor: number, { program }: ProcessSpec): Source {
  const readable = child.stdio[descriptor] as Readable | null | undefined;
  invariant(readable != null, `descriptor ${descriptor} of ${program} is a pipe`);
  return { descriptor, readable };
}

function fifoOf(wrapper: Wrapper | undefined, child: ChildProcess): readonly Source[] {
  if (wrapper === undefined) return [];
  const { readable, release } = wrapper.fifo;
  readable.once('data', release);
  child.once('exit', release);
  return [{ descriptor: FIFO, readable }];
}

/** The kernel's ENOENT would not say that it is the folder which is missing. */
function expectFolder({ program, cwd }: ProcessSpec): void {
  if (isFolder(cwd)) return;
  throw new RigError('program-not-found', `expected to start ${program} in the folder ${cwd}, but there is none`, {
    hint: 'a program runs in the folder of its fixture or scenario file, or where its "cwd:" says',
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function spawned(spec: ProcessSpec, start: () => ChildProcess, guard: ProcessGuard): Promise<ChildProcess> {
  try {
    // Some refusals (an argument list that is too long) are thrown, others (EACCES, EMFILE) told later.
    const child = start();
    if (child.pid !== undefined) guard.watch(child.pid);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.on('error', reject);
    });
    return child;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const code = isShortage(cause) ? 'program-not-started' : 'program-not-found';
    throw new RigError(code, `expected to start ${spec.program} as ${spec.file}, but: ${reason}`, {
      cause,
      hint: `try to start it by hand: cd ${spec.cwd} && ${spec.argv.join(' ')}`,
    });
  }
}

/** The kernel has no room for one more process or descriptor now, which says nothing of the program. */
const isShortage = (error: unknown): boolean =>
  ['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
