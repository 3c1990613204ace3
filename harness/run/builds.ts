// Programs that must be built before they run, each once for all runs of a world: `build:` of a fixture. A mutant is built from
// a copy of its folder.

import { execFile, type ExecFileException } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Program } from '../plan/index.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import { findOnPath } from './resolve-command.js';
import { intoScratch, patchedText } from './scratch-files.js';

/** A first build compiles the language's library, too. */
const BUILD_DEADLINE_MS = 180_000;
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;
const SHOWN_LINES = 12;

/** Stands in `build` and `run` for the file that is built. */
export const BUILD_PLACE = '${build.path}';

export interface BuildsOptions {
  /** Absolute. */
  readonly folder: string;
  /** Added to the environment of compilers, so that none outlives us. */
  readonly environment: Readonly<Record<string, string>>;
}

export class Builds {
  readonly #options: BuildsOptions;
  readonly #known = new Map<string, Promise<string>>();
  readonly #closed = new AbortController();

  constructor(options: BuildsOptions) {
    this.#options = options;
  }

  /** Path of the built file; undefined for a program that needs no building. Throws RigError. */
  build(program: Program): Promise<string> | undefined {
    const { build, cwd, patch } = program;
    if (build === undefined) return undefined;
    const key = [cwd, patch?.name ?? '', patch?.file ?? '', ...build].join('\0');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const built = this.#build(program, build);
    this.#known.set(key, built);
    // Whoever asks for it is told; nobody may.
    built.catch(() => undefined);
    return built;
  }

  /** Ends compilers that still run. Nobody builds after it. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#known.values());
  }

  async #build(program: Program, build: readonly string[]): Promise<string> {
    const folder = join(this.#options.folder, 'builds', String(this.#known.size));
    const path = join(folder, 'program');
    const source = intoScratch(program, () => {
      mkdirSync(folder, { recursive: true });
      return program.patch === undefined ? program.cwd : patchedCopy(program, join(folder, 'source'));
    });
    const [compiler = '', ...args] = build.map((word) => word.replaceAll(BUILD_PLACE, path));
    const file = findOnPath(compiler);
    if (file === undefined) {
      throw new RigError(
        'program-not-built',
        `expected ${compiler}, which builds ${program.name}, found none on PATH`,
        {
          hint: `install ${compiler}`,
        },
      );
    }
    const env = { ...process.env, ...program.env, ...this.#options.environment };
    await this.#compile(program, [file, ...args], { cwd: source, env });
    return path;
  }

  #compile(
    { name }: Program,
    [file = '', ...args]: readonly string[],
    around: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const limits = { timeout: BUILD_DEADLINE_MS, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT_BYTES } as const;
      execFile(file, args, { ...around, ...limits, signal: this.#closed.signal }, (error, stdout, stderr) => {
        if (error === null) resolve();
        else reject(buildError(name, [file, ...args], { error, output: stderr || stdout, cwd: around.cwd }));
      });
    });
  }
}

/** Everything that stands beside the program, with the mutant's mistake in it. */
function patchedCopy({ cwd, patch }: Program, copy: string): string {
  invariant(patch !== undefined, 'only a mutant is built from a copy');
  cpSync(cwd, copy, { recursive: true });
  writeFileSync(join(copy, relative(cwd, patch.file)), patchedText(patch));
  return copy;
}

function buildError(
  name: string,
  command: readonly string[],
  { error, output, cwd }: { readonly error: ExecFileException; readonly output: string; readonly cwd: string },
): RigError {
  const lines = output.trim().split('\n');
  const said = lines.slice(0, SHOWN_LINES).join('\n');
  const why = error.killed === true ? `it took longer than ${BUILD_DEADLINE_MS / 1000} s` : said || error.message;
  return new RigError('program-not-built', `expected to build ${name}, but: ${why}`, {
    cause: error,
    hint: `try it by hand: cd ${cwd} && ${command.join(' ')}`,
  });
}
