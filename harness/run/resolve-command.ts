// From what a scenario calls a program to the file that the kernel should execute: looked up on PATH once, and for Python
// through version-manager shims (a shim adds 60 ms and a dozen processes to every start) to the real interpreter.

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RigError } from '../vocabulary/rig-error.js';

export interface Command {
  /** Absolute path of the executable. */
  readonly file: string;
  /** Present for a Python interpreter. */
  readonly python?: { readonly version: string; readonly traceable: boolean };
}

const OLDEST_TRACEABLE: readonly [number, number] = [3, 9];
const PROBE_DEADLINE_MS = 10_000;
const run = promisify(execFile);

/** Resolves commands, each once. */
export class CommandResolver {
  readonly #known = new Map<string, Promise<Command>>();

  /** Throws RigError `program-not-found`. `cwd` is where a relative path with a slash starts. */
  resolve(name: string, cwd: string): Promise<Command> {
    const key = name.includes('/') ? resolve(cwd, name) : name;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = resolveCommand(key);
      this.#known.set(key, found);
    }
    return found;
  }
}

async function resolveCommand(name: string): Promise<Command> {
  const file = isAbsolute(name) ? executable(name) : onPath(name);
  if (file === undefined) {
    throw new RigError(
      'program-not-found',
      `expected an executable "${name}", found none${isAbsolute(name) ? '' : ' on PATH'}`,
      {
        hint: basename(name).startsWith('python')
          ? 'install Python >= 3.9 and put it on PATH'
          : 'install it, or give its path relative to the scenario file',
      },
    );
  }
  return /^python[0-9.]*$/.test(basename(file)) ? await realPython(file) : { file };
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = folder === '' ? undefined : executable(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

async function realPython(file: string): Promise<Command> {
  try {
    const probe = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
    const { stdout } = await run(file, ['-c', probe], { timeout: PROBE_DEADLINE_MS });
    const [path = '', version = ''] = stdout.trim().split('\n');
    return { file: executable(path) ?? file, python: { version, traceable: isTraceable(version) } };
  } catch (cause) {
    throw new RigError('program-not-found', `expected ${file} to be a Python interpreter, but it did not answer`, {
      hint: `try: ${file} -c "import sys; print(sys.version)"`,
      cause,
    });
  }
}

function isTraceable(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_TRACEABLE[0] || (major === OLDEST_TRACEABLE[0] && minor >= OLDEST_TRACEABLE[1]);
}
