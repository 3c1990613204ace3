// What a fault or an observer may do to the running network. The run room implements it; kinds are handed it.

import type { Undo } from './undo.js';
import type { SignalName } from './signals.js';
import type { ConnectionRule, Stream } from './network.js';

/** A toxic in Toxiproxy's own wire format: names and units (ms, µs, bytes, KB/s) are Toxiproxy's. */
export interface WireToxic {
  readonly name: string;
  readonly type: string;
  readonly stream: Stream;
  /** Share of connections that it applies to, 0 to 1. */
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number | string>>;
  /** Which connections it is for; only the embedded Toxiproxy knows it. Default: all. */
  readonly connections?: ConnectionRule | undefined;
}

export interface LinkControl {
  /** Resolves when every live connection has it. The undo removes it. Throws RigError. */
  addToxic(toxic: WireToxic): Promise<Undo>;
  /** Closes the listener and every connection of the link; the undo listens again. Throws RigError. */
  takeDown(): Promise<Undo>;
  /** Accepts nobody, with a full backlog: connects wait. Live connections go on. Throws RigError. */
  stopAccepting(): Promise<Undo>;
}

export interface ProgramControl {
  /** Sends to the program's process group; resolves when its effect was seen (KILL, STOP, CONT) or it was delivered. */
  signal(signal: SignalName): Promise<void>;
}

export interface Rig {
  link(name: string): LinkControl;
  program(name: string): ProgramControl;
}
