// The programs of one run: started as planned (command resolved, payloads written, mutants patched), restarted, signalled,
// written to, and ended when the run is over.

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import type { Payload } from '../kinds/words.js';
import type { Plan, Program } from '../plan/index.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { ProgramControl } from '../vocabulary/rig.js';
import type { UndoStack } from '../vocabulary/undo.js';
import { BUILD_PLACE } from './builds.js';
import { chooseTrace } from './choose-trace.js';
import { watchListening } from './listening-watch.js';
import { payloadBytes } from './payload.js';
import { startProcess, type RunningProcess } from './process.js';
import { intoScratch, patchedText } from './scratch-files.js';
import type { ProcessSpec } from './spawn-program.js';
import type { World } from './world.js';

export interface ProgramsHost {
  readonly plan: Plan;
  readonly world: World;
  readonly recorder: Recorder;
  readonly undos: UndoStack;
  /** This run's own folder. */
  readonly scratchFolder: string;
  /** Every program gets a stdin that can be written to; otherwise those that the plan writes to. */
  readonly everyStdin?: boolean;
}

export class Programs {
  readonly #host: ProgramsHost;
  readonly #running = new Map<string, RunningProcess>();
  readonly #runs = new Map<string, number>();
  readonly #writesToStdin: ReadonlySet<string>;

  constructor(host: ProgramsHost) {
    this.#host = host;
    const steps = [...host.plan.steps, ...host.plan.rules.map((rule) => rule.step)];
    this.#writesToStdin = new Set(steps.flatMap((step) => (step.do === 'write' ? [step.to] : [])));
  }

  /** How often it was started, 0 for never. */
  runOf(name: string): number {
    return this.#runs.get(name) ?? 0;
  }

  planned(name: string): Program {
    const program = this.#host.plan.programs.find((candidate) => candidate.name === name);
    invariant(program !== undefined, `program ${name} is in the plan`);
    return program;
  }

  control(name: string): ProgramControl {
    return { signal: (signal) => this.#process(name).signal(signal) };
  }

  /** Resolves once spawned; that it listens is another matter. Throws RigError. */
  async start(name: string): Promise<void> {
    const current = this.#running.get(name);
    if (current !== undefined && !current.hasExited) {
      throw new RigError('program-not-running', `expected ${name} not to be running yet when it is started`, {
        hint: `use "restart: ${name}", which ends it first`,
      });
    }
    const run = this.runOf(name) + 1;
    this.#runs.set(name, run);
    const spec = await this.#specOf(this.planned(name), run);
    const { recorder, world, undos } = this.#host;
    const { guard, deathSignalPrefix } = world;
    const started = await startProcess(spec, { recorder, guard, deathSignalPrefix });
    undos.push(`end ${name}`, () => started.end('kill'));
    this.#running.set(name, started);
    if (this.planned(name).port !== undefined) watchListening(started, this.#host);
  }

  /** Kills them all, at the same moment. What can't be ended its own undo will tell. */
  async endAll(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map((running) => running.end('kill')));
  }

  /** Ends it with TERM if it still runs, then starts it again. */
  async restart(name: string): Promise<void> {
    await this.#running.get(name)?.end('term');
    await this.start(name);
  }

  /** Resolves with false when the program had not taken it all before `until` was aborted. Throws RigError. */
  async write(
    name: string,
    input: { readonly payload: Payload; readonly end: boolean },
    until: AbortSignal,
  ): Promise<boolean> {
    return await this.#process(name).write(payloadBytes(input.payload), input.end, until);
  }

  /** Programs that are over, or never listened: when all connections of these are gone, the wire has told everything. */
  everyClientHasExited(): boolean {
    return [...this.#running].every(([name, running]) => running.hasExited || this.planned(name).port !== undefined);
  }

  #process(name: string): RunningProcess {
    const running = this.#running.get(name);
    if (running === undefined) {
      throw new RigError('program-not-running', `expected ${name} to be running, but it was never started`, {
        hint: `add "- start: ${name}" before this step`,
      });
    }
    return running;
  }

  async #specOf(program: Program, run: number): Promise<ProcessSpec> {
    const { world } = this.#host;
    const built = await world.builds.build(program);
    const written = intoScratch(program, () => this.#withFiles(program));
    const argv =
      built === undefined
        ? intoScratch(program, () => this.#patched(program, written))
        : written.map((word) => word.replaceAll(BUILD_PLACE, built));
    const command = await world.commands.resolve(argv[0] ?? '', program.cwd);
    const { trace, observers } = chooseTrace(program, command, world);
    return {
      program: program.name,
      run,
      argv,
      file: command.file,
      cwd: program.cwd,
      env: program.patch === undefined ? program.env : withFolderOf(program.patch.file, program.env),
      stdin: this.#host.everyStdin === true || this.#writesToStdin.has(program.name),
      trace,
      observers,
      // Made for those that need one only: to make and remove a folder takes as long as a start.
      ...(observers.some((observer) => observer.equip({}).wrap !== undefined)
        ? { scratchFolder: intoScratch(program, () => this.#folder()) }
        : {}),
    };
  }

  #withFiles(program: Program): readonly string[] {
    const paths = new Map<string, string>();
    for (const [name, payload] of Object.entries(program.files)) {
      const path = join(this.#folder(), `${program.name}.${name}`);
      writeFileSync(path, payloadBytes(payload));
      paths.set(`\${file:${name}}`, path);
    }
    return program.argv.map((argument) => {
      let result = argument;
      for (const [place, path] of paths) result = result.replaceAll(place, path);
      return result;
    });
  }

  /** A mutant runs from a copy in which a few texts were replaced. */
  #patched(program: Program, argv: readonly string[]): readonly string[] {
    const { patch } = program;
    if (patch === undefined) return argv;
    const path = join(this.#folder(), `${program.name}.${patch.name}.${basename(patch.file)}`);
    writeFileSync(path, patchedText(patch), { mode: 0o755 });
    return argv.map((argument) => (argument === patch.file ? path : argument));
  }

  #folder(): string {
    mkdirSync(this.#host.scratchFolder, { recursive: true });
    return this.#host.scratchFolder;
  }
}

/** A mutant's copy stands elsewhere: what the original imports from beside it must still be found. */
function withFolderOf(file: string, env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const inherited = env['PYTHONPATH'] ?? process.env['PYTHONPATH'];
  return { ...env, PYTHONPATH: inherited ? `${dirname(file)}${delimiter}${inherited}` : dirname(file) };
}
