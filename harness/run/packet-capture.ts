// A real capture of what passes the ports of a run on the loopback, by tcpdump or dumpcap, into the run's folder. It ends with
// a datagram of our own, which is in the file when everything before it is.

import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan/index.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { Undo, UndoStack } from '../vocabulary/undo.js';
import type { CaptureTool } from './capture-tool.js';
import { exitOf } from './child-exit.js';
import { settlesWithin } from './deadline.js';
import type { ProcessGuard } from './process-guard.js';

const START_DEADLINE_MS = 5_000;
const LAST_PACKET_DEADLINE_MS = 2_000;
const END_DEADLINE_MS = 2_000;
const POLL_MS = 5;
const MOST_LAST_WORDS = 300;

/** The payload of the last packet of each capture. */
export const LAST_PACKET = 'guasto: the end of the capture';

/** In the run's folder. */
export const CAPTURE_FILE = 'capture.pcap';

export interface CapturedRun {
  readonly plan: Plan;
  readonly world: CaptureHost & { readonly capture: CaptureTool | undefined };
  readonly undos: UndoStack;
  readonly folder: string | undefined;
}

/** If the scenario says so: before the first connection can be made, until all else is undone. Throws RigError. */
export async function captureRun({ plan, world, undos, folder }: CapturedRun): Promise<void> {
  const ports = [...new Set(Object.values(plan.addresses).map(({ port }) => port))];
  if (plan.capture === undefined || folder === undefined || ports.length === 0) return;
  const { capture: tool } = world;
  invariant(tool !== undefined, 'a run that lacks a capability is not begun');
  undos.push(
    'end the capture of packets',
    await startPacketCapture({ tool, file: join(folder, CAPTURE_FILE), ports, host: world }),
  );
}

export interface CaptureHost {
  readonly guard: ProcessGuard;
  readonly deathSignalPrefix: readonly string[];
}

export interface CaptureParts {
  readonly tool: CaptureTool;
  /** Absolute. */
  readonly file: string;
  /** Of the loopback's TCP only what goes to or comes from these. At least one. */
  readonly ports: readonly number[];
  readonly host: CaptureHost;
}

/** Resolves when packets are being captured, with what ends it. Throws RigError; nothing is left running then. */
export async function startPacketCapture({ tool, file, ports, host }: CaptureParts): Promise<Undo> {
  const output = openSync(file, 'w+');
  const words = [...host.deathSignalPrefix, tool.file, ...tool.words, filterFor(ports)];
  // To stdout: as root these programs give up the rights to make a file in our folder.
  const child = spawn(words[0] ?? tool.file, words.slice(1), {
    stdio: ['ignore', output, 'pipe'],
    detached: true,
    env: { ...process.env, ...host.guard.mark, LC_ALL: 'C' },
  });
  const { pid } = child;
  if (pid !== undefined) host.guard.watch(pid);
  const exited = exitOf(child);
  const stop = async (): Promise<void> => {
    if (pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGINT');
      if (!(await settlesWithin(exited, END_DEADLINE_MS))) child.kill('SIGKILL');
      await settlesWithin(exited, END_DEADLINE_MS);
    }
    if (pid !== undefined) host.guard.forget(pid);
    closeSync(output);
  };
  const trouble = await startOf(child, exited, tool.ready);
  if (trouble === undefined) {
    return async () => {
      const isWhole = await sendLastPacket(output, ports[0] ?? 9);
      await stop();
      if (!isWhole) throw new Error(`the last packets may be missing from ${file}`);
    };
  }
  await stop();
  throw new RigError(
    'capture-failed',
    `expected ${tool.file} to capture packets on ${tool.interface}, but ${trouble}`,
    {
      hint: 'leave out `capture:`, or run where packets may be captured (root, or cap_net_raw)',
    },
  );
}

/** Ports below 65536 and in any number: a filter of a hundred ports is still a small program. */
function filterFor(ports: readonly number[]): string {
  const tcp = ports.map((port) => `port ${port}`).join(' or ');
  return `(tcp and (${tcp})) or (udp and dst port ${ports[0] ?? 9})`;
}

/** Why it does not capture; undefined when it does. */
async function startOf(child: ChildProcess, exited: Promise<string>, ready: RegExp): Promise<string | undefined> {
  let said = '';
  const captures = new Promise<undefined>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_LAST_WORDS);
      if (ready.test(said)) resolve(undefined);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it does not after ${START_DEADLINE_MS / 1000} s`), START_DEADLINE_MS);
  });
  const trouble = await Promise.race([captures, exited, late]);
  clearTimeout(timer);
  const words = said.trim().replaceAll(/\s*\n\s*/g, ' / ');
  return trouble === undefined ? undefined : `${trouble}${words === '' ? '' : `; its last words: ${words}`}`;
}

/** The loopback keeps the order: when this is in the file, so is whatever was sent before. False if it never came. */
async function sendLastPacket(output: number, port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  // Nobody listens there, and it matters to nobody.
  socket.on('error', () => undefined);
  socket.send(LAST_PACKET, port, '127.0.0.1');
  const givesUpAtMs = performance.now() + LAST_PACKET_DEADLINE_MS;
  try {
    while (performance.now() < givesUpAtMs) {
      if (endOf(output).includes(LAST_PACKET)) return true;
      await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
    }
    return false;
  } finally {
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }
}

/** The datagram is among the last bytes: an ICMP message that quotes it may follow. */
const END_BYTES = 4_096;

function endOf(file: number): string {
  const { size } = fstatSync(file);
  const bytes = Buffer.alloc(Math.min(size, END_BYTES));
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString('latin1');
}
