// Starts fixtures for specs, directly and without a scenario: fixture.yaml → command line → process.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { parseTcpTable } from '../kernel-tcp.js';
import type { Python } from './pythons.js';
import type { Ended } from './run-program.js';

export interface Fixture {
  readonly name: string;
  readonly folder: string;
  readonly run: readonly (string | readonly string[])[];
  readonly args?: Readonly<Record<string, { readonly type: string; readonly default?: unknown }>>;
  readonly mutants?: Readonly<Record<string, Mutant>>;
}

export interface Mutant {
  readonly mistake: string;
  readonly file: string;
  readonly replace: readonly { readonly from: string; readonly to: string }[];
}

/** How each place of the command is written: `args.timeout:seconds` → `0.5`. Without an entry a list is left out. */
export type Places = Readonly<Record<string, string>>;

const FOLDER = join(repositoryRoot(), 'fixtures');
const READY_WITHIN_MS = 20_000;

export function readFixtures(): readonly Fixture[] {
  return readdirSync(FOLDER)
    .filter((name) => existsSync(join(FOLDER, name, 'fixture.yaml')))
    .map((name) => {
      const folder = join(FOLDER, name);
      // The scenario room checks the shape; a wrong one fails these specs in some other way.
      return {
        ...(parse(readFileSync(join(folder, 'fixture.yaml'), 'utf8')) as Omit<Fixture, 'name' | 'folder'>),
        name,
        folder,
      };
    });
}

export function startFixture(python: Python, name: string, places: Places): Running {
  const fixture = readFixtures().find((each) => each.name === name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  const [file = '', ...words] = commandOf(fixture, places).slice(1);
  const child = spawn(python.path, [join(fixture.folder, file), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Running(child);
}

export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    const texts = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
      ...texts,
    }));
  }

  async stop(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Looks into the kernel's table: connecting would take a connection from a client. */
export async function listening(port: number): Promise<void> {
  const givesUpAt = performance.now() + READY_WITHIN_MS;
  while (performance.now() < givesUpAt) {
    const sockets = parseTcpTable(readFileSync('/proc/net/tcp', 'latin1'));
    if (sockets.some(({ state, local }) => state === 'LISTEN' && local.port === port)) return;
    await sleep(5);
  }
  throw new Error(`nobody listened on port ${port} within ${READY_WITHIN_MS} ms`);
}

/** The mutant's text; throws if a text to replace does not occur exactly once. */
export function mutate(fixture: Fixture, { file, replace }: Mutant): string {
  let text = readFileSync(join(fixture.folder, file), 'utf8');
  for (const { from, to } of replace) {
    const times = text.split(from).length - 1;
    if (times !== 1) throw new Error(`occurs ${times} times in ${file}, expected once: ${JSON.stringify(from)}`);
    text = text.replace(from, () => to);
  }
  return text;
}

function commandOf(fixture: Fixture, places: Places): readonly string[] {
  const all = { ...defaultsOf(fixture), ...places };
  const known = (word: string): boolean => [...word.matchAll(/\$\{([^}]*)\}/g)].every(([, name = '']) => name in all);
  const fill = (word: string): string => word.replace(/\$\{([^}]*)\}/g, (_, name: string) => all[name] ?? '');
  return fixture.run
    .flatMap((word) => (typeof word === 'string' ? [word] : word.every(known) ? word : []))
    .map(fill)
    .filter((word) => word !== '');
}

/** Of durations and sizes in the unit that programs want; of flags nothing, which is what a flag that is not given becomes. */
function defaultsOf(fixture: Fixture): Places {
  const entries = Object.entries(fixture.args ?? {}).flatMap(([name, { type, default: value }]): [string, string][] => {
    if (type === 'flag') return [[`args.${name}`, '']];
    // The other types are written as text or numbers.
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    if (text === undefined) return [];
    if (type === 'duration') return [[`args.${name}:seconds`, text.replace(/s$/, '')]];
    if (type === 'size') return [[`args.${name}:bytes`, String(bytesOf(text))]];
    return [[`args.${name}`, text]];
  });
  return { 'self.host': '127.0.0.1', 'link.host': '127.0.0.1', ...Object.fromEntries(entries) };
}

function bytesOf(text: string): number {
  const scale = text.endsWith('MiB') ? 1024 ** 2 : text.endsWith('KiB') ? 1024 : 1;
  return Number.parseInt(text, 10) * scale;
}

function repositoryRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
