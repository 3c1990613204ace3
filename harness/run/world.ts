// What runs share: the Toxiproxy, ports, the guard against orphans, resolved interpreters, pollers. Opened once for many
// runs; whatever it acquires it gives back, last in first out, however opening or running ends.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StraceTool } from '../kinds/observers/strace-calls.js';
import type { Capabilities } from '../vocabulary/capabilities.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { Rig } from '../vocabulary/rig.js';
import { UndoStack } from '../vocabulary/undo.js';
import { Builds } from './builds.js';
import { probeCapabilities } from './capabilities.js';
import type { CaptureTool } from './capture-tool.js';
import { findDeathSignal } from './death-signal.js';
import { FixedPorts } from './fixed-ports.js';
import { NoiseMeter } from './noise-meter.js';
import { claimPortBlock, type PortBlock } from './ports.js';
import { startProcessGuard, type ProcessGuard } from './process-guard.js';
import { ReadinessPoller } from './readiness.js';
import { CommandResolver } from './resolve-command.js';
import { startToxiproxyServer } from './toxiproxy-server.js';
import { openToxiproxy, type ToxiproxyControl } from './toxiproxy.js';

export interface World {
  readonly toxiproxy: ToxiproxyControl;
  readonly ports: PortBlock;
  readonly fixedPorts: FixedPorts;
  readonly guard: ProcessGuard;
  readonly commands: CommandResolver;
  readonly readiness: ReadinessPoller;
  readonly noise: NoiseMeter;
  readonly capabilities: Capabilities;
  /** undefined where it can't be had: `capabilities.strace` says why. */
  readonly strace: StraceTool | undefined;
  /** undefined where it can't be had: `capabilities['packet-capture']` says why. */
  readonly capture: CaptureTool | undefined;
  readonly builds: Builds;
  readonly versions: Readonly<Record<string, string>>;
  /** For payload files and patched programs; gone when the world is closed or the harness dies. */
  readonly scratchFolder: string;
  readonly keepsScratch: boolean;
  readonly deathSignalPrefix: readonly string[];
  /** What faults are handed in place of the real rig. Only specs have one: of faults that don't do what they say. */
  readonly disguiseRig?: (rig: Rig) => Rig;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly toxiproxy:
    | { readonly kind: 'embedded' }
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'server'; readonly path: string };
  /** Leave payload files and patched programs in `scratch/` of each run's folder, for looking at. */
  readonly keep: boolean;
}

/** Throws RigError; nothing stays behind then. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const undos = new UndoStack();
  try {
    return await open(options, undos);
  } catch (error) {
    await undos.unwind();
    throw error;
  }
}

async function open(options: WorldOptions, undos: UndoStack): Promise<World> {
  const scratchFolder = makeScratchFolder();
  undos.push('remove scratch folder', () => rmSync(scratchFolder, { recursive: true, force: true }));
  const guard = startProcessGuard(scratchFolder);
  undos.push('close process guard', () => guard.close());
  const ports = await claimPortBlock();
  undos.push('give back ports', () => ports.close());
  const commands = new CommandResolver();
  const deathSignalPrefix = await findDeathSignal();
  const toxiproxy = await openChosen(options, { ports, guard, undos, deathSignalPrefix });
  undos.push('stop Toxiproxy', () => toxiproxy.close());
  const builds = new Builds({ folder: scratchFolder, environment: guard.mark });
  undos.push('stop building', () => builds.close());
  const noise = new NoiseMeter(() => toxiproxy.lagUs());
  const { capabilities, versions, strace, capture } = await probeCapabilities({
    commands,
    toxiproxy,
    scratchFolder,
  });
  return {
    toxiproxy,
    ports,
    fixedPorts: new FixedPorts(),
    guard,
    commands,
    readiness: new ReadinessPoller(),
    noise,
    capabilities,
    versions,
    strace,
    capture,
    builds,
    scratchFolder,
    keepsScratch: options.keep,
    deathSignalPrefix,
    close: async () => {
      const [failure] = await undos.unwind();
      if (failure !== undefined)
        throw new RigError('workspace-failed', `could not ${failure.what}`, { cause: failure.error });
    },
  };
}

interface ServerParts {
  readonly ports: PortBlock;
  readonly guard: ProcessGuard;
  readonly undos: UndoStack;
  readonly deathSignalPrefix: readonly string[];
}

async function openChosen(options: WorldOptions, parts: ServerParts): Promise<ToxiproxyControl> {
  const choice = options.toxiproxy;
  if (choice.kind === 'embedded') return await openToxiproxy(undefined);
  if (choice.kind === 'url') return await openToxiproxy(choice.url);
  const server = await startToxiproxyServer(choice.path, parts);
  parts.undos.push('stop toxiproxy-server', () => server.stop());
  return await openToxiproxy(server.url);
}

function makeScratchFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'guasto-'));
  } catch (cause) {
    throw new RigError('workspace-failed', `expected to make a folder in ${tmpdir()}`, {
      cause,
      hint: 'set TMPDIR to a folder that can be written',
    });
  }
}
