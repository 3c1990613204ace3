// The engine in this process: one world, one pool, results kept until they are asked for.

import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { openWorld, type World } from '../run/index.js';
import { invariant } from '../vocabulary/invariant.js';
import { CpuAdmission } from './cpu-admission.js';
import { executeJob } from './execute-job.js';
import type { Engine, EngineOptions, Job, JobProgress, JobResult } from './job.js';
import { Pool } from './pool.js';

/** An inconclusive run that noise may explain is looked at again so often, alone. */
const MOST_ATTEMPTS = 3;

/** The most at once; how many really run side by side is decided by the pressure on the CPUs (cpu-admission.ts). */
export function defaultConcurrency(): number {
  return 16 * availableParallelism();
}

/** Opens a world in this process. Throws RigError. */
export async function startLiveEngine(options: EngineOptions): Promise<LocalEngine> {
  return new LiveEngine(options, await openWorld(options));
}

export interface LocalEngine extends Engine {
  /** For what must be gone when the engine is, however it ends. */
  readonly scratchFolder: string;
  /** Returns what ends it. */
  watch(listener: (progress: JobProgress) => void): () => void;
}

interface Entry {
  readonly result: Promise<JobResult>;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
}

class LiveEngine implements LocalEngine {
  readonly #options: EngineOptions;
  readonly #world: World;
  readonly #pool: Pool;
  readonly #entries = new Map<string, Entry>();
  readonly #stop = new AbortController();
  readonly #watchers = new Set<(progress: JobProgress) => void>();
  #closed: Promise<void> | undefined;

  constructor(options: EngineOptions, world: World) {
    this.#options = options;
    this.#world = world;
    this.#pool = new Pool(options.concurrency, new CpuAdmission());
    // Every run listens to it: as many listeners as there are runs side by side are no leak.
    setMaxListeners(0, this.#stop.signal);
  }

  get scratchFolder(): string {
    return this.#world.scratchFolder;
  }

  announce(jobs: readonly Job[]): void {
    for (const job of jobs) this.#entryOf(job);
  }

  execute(job: Job): Promise<JobResult> {
    return this.#entryOf(job).result;
  }

  watch(listener: (progress: JobProgress) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#stop.abort('engine closed');
    await this.#pool.drain();
    // Those that had not begun. Settling the others again changes nothing.
    for (const entry of this.#entries.values()) entry.reject(closedError());
    await this.#world.close();
  }

  #entryOf(job: Job): Entry {
    const known = this.#entries.get(job.id);
    if (known !== undefined) return known;
    let resolve: Entry['resolve'] | undefined;
    let reject: Entry['reject'] | undefined;
    const result = new Promise<JobResult>((onResult, onError) => {
      resolve = onResult;
      reject = onError;
    });
    // A job that nobody asks for (the run was stopped early) must not become an unhandled rejection.
    result.catch(() => undefined);
    invariant(resolve !== undefined && reject !== undefined, 'a promise calls its executor at once');
    const entry: Entry = { result, resolve, reject };
    this.#entries.set(job.id, entry);
    if (this.#closed === undefined) this.#enqueue(job, entry, 1);
    else entry.reject(closedError());
    return entry;
  }

  #enqueue(job: Job, entry: Entry, attempt: number): void {
    this.#pool.add({ alone: attempt > 1, perform: () => this.#perform(job, entry, attempt) });
  }

  async #perform(job: Job, entry: Entry, attempt: number): Promise<void> {
    this.#tell(job, 'began');
    try {
      const { result, again } = await executeJob(job, attempt, {
        world: this.#world,
        options: this.#options,
        signal: this.#stop.signal,
      });
      const isLast = attempt >= MOST_ATTEMPTS || this.#stop.signal.aborted;
      this.#tell(job, again && !isLast ? 'postponed' : 'ended');
      if (again && !isLast) this.#enqueue(job, entry, attempt + 1);
      else entry.resolve(result);
    } catch (error) {
      this.#tell(job, 'ended');
      entry.reject(error);
    }
  }

  #tell(job: Job, state: JobProgress['state']): void {
    for (const listener of this.#watchers) listener({ job, state });
  }
}

const closedError = (): Error => new Error('the guasto engine was closed before it could run this scenario');
