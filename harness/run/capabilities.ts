// What this machine and this Toxiproxy can do, each probed, each missing one with its reason.

import { accessSync, constants, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { version } from '../version.js';
import type { Capabilities } from '../vocabulary/capabilities.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { StraceTool } from '../kinds/observers/strace-calls.js';
import { probeCapture, type CaptureTool } from './capture-tool.js';
import { probeLibuv } from './probe-libuv.js';
import { findOnPath, type CommandResolver } from './resolve-command.js';
import { probeStrace } from './strace.js';
import type { ToxiproxyControl } from './toxiproxy.js';

export interface Probed {
  readonly capabilities: Capabilities;
  readonly versions: Readonly<Record<string, string>>;
  readonly strace: StraceTool | undefined;
  readonly capture: CaptureTool | undefined;
}

export interface Probing {
  readonly commands: CommandResolver;
  readonly toxiproxy: ToxiproxyControl;
  /** For what a probe must write. */
  readonly scratchFolder: string;
}

export async function probeCapabilities({ commands, toxiproxy, scratchFolder }: Probing): Promise<Probed> {
  const [python, strace, capture, libuv] = await Promise.all([
    probePython(commands),
    probeStrace(scratchFolder),
    probeCapture(),
    probeLibuv(),
  ]);
  const tool = 'tool' in strace ? strace.tool : undefined;
  const faithful =
    toxiproxy.kind === 'embedded'
      ? true
      : `Toxiproxy ${toxiproxy.version} at ${toxiproxy.url} does not; the embedded one does`;
  return {
    capabilities: {
      'kernel-tcp-table': canRead('/proc/net/tcp'),
      'process-state': canRead('/proc/self/stat'),
      'python-calls': python.capability,
      strace: 'tool' in strace ? true : strace.missing,
      go: isOnPath('go', 'install Go >= 1.18'),
      'c-compiler': isOnPath('cc', 'install a C compiler'),
      'go-toxiproxy': isOnPath('toxiproxy-server', 'install Toxiproxy >= 2.12'),
      'reset-blind-node': libuv,
      'privileged-ports': hasPrivilegedPorts(),
      'packet-capture': 'tool' in capture ? true : capture.missing,
      'half-close': faithful,
      'rst-forwarding': faithful,
      'live-reset': faithful,
      'seeded-toxicity': faithful,
      'guasto-toxics': faithful,
    },
    versions: {
      guasto: version(),
      node: process.versions.node,
      kernel: `${process.platform} ${release()}`,
      toxiproxy: toxiproxy.kind === 'embedded' ? `embedded (speaks ${toxiproxy.version})` : toxiproxy.version,
      ...(python.version === undefined ? {} : { python: python.version }),
      ...(tool === undefined ? {} : { strace: tool.version }),
    },
    strace: tool,
    capture: 'tool' in capture ? capture.tool : undefined,
  };
}

async function probePython(commands: CommandResolver): Promise<{ capability: true | string; version?: string }> {
  try {
    const { python } = await commands.resolve('python3', process.cwd());
    if (python === undefined) return { capability: 'python3 on PATH is not a Python interpreter' };
    const capability = python.traceable || `python3 is ${python.version}, and tracing its calls needs Python >= 3.9`;
    return { capability, version: python.version };
  } catch (error) {
    // One that did not answer in time is there: who starts it will be told, and that is inconclusive, where missing is no failure.
    if (error instanceof RigError && error.code === 'program-not-started') return { capability: true };
    return { capability: 'no python3 on PATH: install Python >= 3.9' };
  }
}

const isOnPath = (program: string, hint: string): true | string =>
  findOnPath(program) !== undefined || `no ${program} on PATH: ${hint}`;

function canRead(path: string): true | string {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return `${path} can't be read here`;
  }
}

/** In many containers every port is everybody’s (ip(7), ip_unprivileged_port_start). */
function hasPrivilegedPorts(): true | string {
  const setting = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
  try {
    return Number(readFileSync(setting, 'latin1')) > 1 || `${setting} gives every port to everybody`;
  } catch {
    return `${setting} can’t be read`;
  }
}
