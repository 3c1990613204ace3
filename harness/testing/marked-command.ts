// A command in a folder of its own, with everything that descends from it marked in its environment: what it leaves behind is
// found by the mark, whatever its name, parent or group has become.

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readListeners, socketInodesOf } from '../run/kernel-table.js';
import { eventually, isAlive } from './eventually.js';
import { plainEnvironment } from './plain-environment.js';
import type { AfterTest } from './scratch-folder.js';

const MARK = 'GUASTO_SPEC_MARK';
/** How soon after the end of a command all of it must be gone: TERM's grace and a slow machine. */
const GONE_WITHIN_MS = 20_000;
const ENDS_WITHIN_MS = 90_000;
/** Playwright's own caches, which it keeps on purpose. */
const NOT_OURS = /^(playwright-transform-cache|node-compile-cache)/;

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export class MarkedCommand {
  readonly ended: Promise<CommandEnd>;
  readonly pid: number;
  #output = '';
  readonly #mark = randomBytes(8).toString('hex');
  readonly #child: ChildProcess;
  readonly #temporary: string;
  readonly #ports = new Set<number>();

  /** It leads a process group, as a command that is typed into a terminal does. `folder` is its working directory. */
  constructor(t: AfterTest, folder: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#temporary = join(folder, 'tmp');
    mkdirSync(this.#temporary, { recursive: true });
    this.#child = spawn(process.execPath, argv, {
      cwd: folder,
      env: { ...plainEnvironment(), TMPDIR: this.#temporary, [MARK]: this.#mark, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.pid = this.#child.pid ?? 0;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.ended = this.#end();
    t.after(() => this.descendants().forEach(({ pid }) => killIfThere(pid)));
  }

  get output(): string {
    return this.#output;
  }

  /** Every process that carries the mark, this command's own included. */
  descendants(): readonly { readonly pid: number; readonly words: readonly string[]; readonly env: string }[] {
    return readdirSync('/proc').flatMap((entry) => {
      const pid = Number(entry);
      const env = Number.isInteger(pid) ? textOf(`/proc/${pid}/environ`) : '';
      if (!env.includes(`${MARK}=${this.#mark}`) || !isAlive(pid)) return [];
      return [{ pid, words: textOf(`/proc/${pid}/cmdline`).split('\0'), env }];
    });
  }

  /** Waits for a process with this word among its arguments. */
  async descendantWith(word: RegExp): Promise<number> {
    return await eventually(
      `a process ${word}`,
      () => this.descendants().find(({ words }) => words.some((one) => word.test(one)))?.pid,
    );
  }

  /** Remembers the ports on which it and its descendants listen now. Returns how many. */
  notePorts(): number {
    const inodes = new Set(this.descendants().flatMap(({ pid }) => [...socketInodesOf(pid)]));
    for (const { inode, local } of readListeners()) if (inodes.has(inode)) this.#ports.add(local.port);
    return this.#ports.size;
  }

  kill(signal: NodeJS.Signals, whom: 'command' | 'group' = 'command'): void {
    process.kill(whom === 'group' ? -this.pid : this.pid, signal);
  }

  /** Rejects if a process, a noted port or a temporary file is still there after the bound. */
  async expectNothingLeft(): Promise<void> {
    const left = (): readonly string[] => [
      ...this.descendants().map(({ pid, words }) => `process ${pid}: ${words.join(' ').slice(0, 200)}`),
      ...readListeners().flatMap(({ local }) => (this.#ports.has(local.port) ? [`port ${local.port}`] : [])),
      ...readdirSync(this.#temporary)
        .filter((name) => !NOT_OURS.test(name))
        .map((name) => `file ${name}`),
    ];
    try {
      await eventually('nothing is left', () => left().length === 0, GONE_WITHIN_MS);
    } catch {
      throw new Error(`left behind ${GONE_WITHIN_MS / 1000} s after its end:\n${left().join('\n')}\n${this.#output}`);
    }
  }

  #end(): Promise<CommandEnd> {
    return new Promise((resolve, reject) => {
      const bound = setTimeout(
        () => reject(new Error(`expected the command to end within ${ENDS_WITHIN_MS / 1000} s:\n${this.#output}`)),
        ENDS_WITHIN_MS,
      );
      this.#child.once('error', reject);
      // Not `close`: who keeps its output open has outlived it, and that is what is looked for.
      this.#child.once('exit', (code, signal) => {
        clearTimeout(bound);
        resolve({ code, signal, output: this.#output });
      });
    });
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
