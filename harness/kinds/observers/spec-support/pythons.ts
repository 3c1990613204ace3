// The Python interpreters of this machine: `python3` and its versioned names on PATH, and those of pyenv, if it is there.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Python {
  readonly path: string;
  /** `3.12.1` */
  readonly version: string;
  readonly minor: number;
}

const ASK =
  'import sys; print(sys.executable); print(".".join(map(str, sys.version_info[:3]))); print(sys.version_info[1])';

/** Of each minor version >= 3.9 one; with `older`, also those that the shim leaves alone (Python 2 has minor -1). */
export function findPythons({ older = false }: { readonly older?: boolean } = {}): readonly Python[] {
  const found = new Map<number, Python>();
  for (const path of candidates()) {
    const python = ask(path);
    if (python !== undefined && (older || python.minor >= 9) && !found.has(python.minor))
      found.set(python.minor, python);
  }
  return [...found.values()].toSorted((a, b) => a.minor - b.minor);
}

function candidates(): readonly string[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const pyenv = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin/python')) : [];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder).map((name) => ({ folder, name })) : []))
    .filter(({ name }) => /^python(3(\.\d+)?)?$/.test(name))
    .map(({ folder, name }) => join(folder, name));
  // pyenv's own first: asking one of its shims costs 100 ms.
  const real = [...pyenv, ...onPath.filter((path) => !path.includes('/shims/'))].filter((path) => existsSync(path));
  return [...new Set(real.map((path) => realpathSync(path)))];
}

function ask(path: string): Python | undefined {
  const { status, stdout } = spawnSync(path, ['-I', '-c', ASK], { encoding: 'utf8', timeout: 20_000 });
  const [executable = '', version = '', minor = ''] = stdout.split('\n');
  if (status !== 0) return askOld(path);
  return { path: executable, version, minor: version.startsWith('3.') ? Number(minor) : -1 };
}

/** Python 2 has no -I. */
function askOld(path: string): Python | undefined {
  const { status, stdout } = spawnSync(path, ['-c', 'import sys; print(sys.version.split()[0])'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  const version = stdout.trim();
  return status === 0 && version.startsWith('2.') ? { path, version, minor: -1 } : undefined;
}
