// From what a scenario calls a program to the file that the kernel should execute: looked up on PATH once, and for Python
// through version-manager shims (a shim adds 60 ms and a dozen processes to every start) to the real interpreter.

import { execFile, type ExecFileException } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
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
/** The kernel reads no more of a first line, execve(2). */
const HEAD_BYTES = 256;
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
      // What is missing now may be installed or built before the next run.
      found.catch(() => this.#known.delete(key));
    }
    return found;
  }
}

async function resolveCommand(name: string): Promise<Command> {
  const file = isAbsolute(name) ? executable(name) : findOnPath(name);
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
  expectInterpreter(file);
  return /^python[0-9.]*$/.test(basename(file)) ? await realPython(file) : { file };
}

/** The kernel's ENOENT would name the script, which is there, and not the interpreter of its first line, which is not. */
function expectInterpreter(file: string): void {
  const interpreter = /^#!\s*(\S+)/.exec(headOf(file))?.[1];
  if (interpreter === undefined || executable(interpreter) !== undefined) return;
  throw new RigError(
    'program-not-found',
    `expected ${interpreter}, which the first line of ${file} names, found none`,
    {
      hint: `install it, or correct the first line of ${file}`,
    },
  );
}

/** Empty where it may be executed but not read. */
function headOf(file: string): string {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.toString('latin1', 0, readSync(fd, head));
  } finally {
    closeSync(fd);
  }
}

/** The first executable file of this name in the folders of PATH. */
export function findOnPath(name: string): string | undefined {
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
    // Of one that was killed the time was over.
    const code = (cause as ExecFileException).killed === true ? 'program-not-started' : 'program-not-found';
    throw new RigError(code, `expected ${file} to be a Python interpreter, but it did not answer`, {
      hint: `try: ${file} -c "import sys; print(sys.version)"`,
      cause,
    });
  }
}

function isTraceable(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_TRACEABLE[0] || (major === OLDEST_TRACEABLE[0] && minor >= OLDEST_TRACEABLE[1]);
}
