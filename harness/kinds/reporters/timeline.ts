// A run as a picture wants it: lanes of programs, links between them, what travelled, what was done to it, what was judged.
// All times are µs since the run's start. Whatever was still going on when the record ended lasts until `durationUs`.

import type { Ending, Side, Stream } from '../../vocabulary/network.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { Seq } from '../../vocabulary/time.js';

export interface Timeline {
  readonly durationUs: number;
  /** The record has no end: the run was cut short, or is going on. */
  readonly cut: boolean;
  /** From here on the harness ends what still lives; undefined if the run did not get that far. */
  readonly cleanupUs: number | undefined;
  /** From those that connect to those that listen. */
  readonly lanes: readonly ProgramLane[];
  readonly links: readonly LinkLane[];
  readonly faults: readonly FaultBand[];
  readonly steps: readonly StepMark[];
  readonly brackets: readonly TimelineBracket[];
  /** Trouble of the rig. */
  readonly troubles: readonly Trouble[];
}

export interface Trouble {
  readonly seq: Seq;
  readonly atUs: number;
  readonly text: string;
}

export interface ProgramLane {
  readonly program: string;
  readonly runs: readonly ProgramSpan[];
  /** In the order in which they began. */
  readonly calls: readonly CallBar[];
  readonly output: readonly OutputMark[];
  readonly marks: readonly ProgramMark[];
}

/** One start of a program. */
export interface ProgramSpan {
  readonly run: number;
  readonly fromUs: number;
  readonly untilUs: number;
  /** `exit 1`, `killed by SIGKILL`, `still running`. */
  readonly ending: string;
  readonly exited: boolean;
  /** Of `process.exited`. */
  readonly exitedSeq: Seq | undefined;
}

export interface OutputMark {
  readonly seq: Seq;
  readonly atUs: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface ProgramMark {
  readonly seq: Seq;
  readonly atUs: number;
  readonly kind: 'listening' | 'signal' | 'stopped' | 'continued' | 'input' | 'kernel' | 'trace';
  readonly text: string;
}

export interface CallBar {
  /** Of `call.returned`, or of `call.entered` while open. */
  readonly seq: Seq;
  /** Of `call.entered`; undefined for calls that never block. */
  readonly enteredSeq: Seq | undefined;
  readonly run: number;
  readonly name: string;
  readonly fromUs: number;
  readonly untilUs: number;
  /** returned, raised, or open: never came back before the program or the record ended. */
  readonly state: 'ok' | 'raised' | 'open';
  /** `recv(1024)` */
  readonly invocation: string;
  /** `4 B`, `TimeoutError`, `never returned`. */
  readonly result: string;
  /** `recv(1024) → 4 B`, `recv(1024) → TimeoutError`. */
  readonly text: string;
  readonly sizeBytes: number | undefined;
  /** Timeout in force, seconds; null = blocking; undefined = not known. */
  readonly timeoutS: number | null | undefined;
}

export interface LinkLane {
  readonly link: string;
  readonly via: 'toxiproxy' | 'direct';
  /** The programs that connect, in the order of the scenario; empty where neither it nor the record tells. */
  readonly clients: readonly string[];
  readonly to: string;
  readonly connections: readonly WireConnection[];
}

export interface WireConnection {
  readonly connection: number;
  /** Of its opening, of reaching the server or failing to, of its closing: those that are in the record. */
  readonly seqs: readonly Seq[];
  /** The program whose socket has the address that the proxy saw; undefined where that is not known. */
  readonly client: string | undefined;
  readonly openedUs: number;
  /** When the proxy had reached the server; undefined if it never did. */
  readonly dialledUs: number | undefined;
  readonly dialFailed: { readonly atUs: number; readonly errno: string } | undefined;
  readonly closedUs: number;
  readonly passages: readonly Passage[];
  readonly ends: readonly WireEnd[];
}

/** Bytes that travelled together: from when they were received at their source's side to when they were sent at the other. */
export interface Passage {
  readonly receivedSeq: Seq;
  readonly sentSeq: Seq | undefined;
  readonly stream: Stream;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** The first and the last of these bytes, at the side of their source. */
  readonly fromUs: number;
  readonly fromLastUs: number;
  /** The first and the last of these bytes, at the other side; undefined if they never got there. */
  readonly untilUs: number | undefined;
  readonly untilLastUs: number | undefined;
  /** The first bytes, readable: `"ciao"` or `00 ff 10 …`. */
  readonly preview: string | undefined;
}

/** A FIN or RST, from a peer or from the proxy itself. */
export interface WireEnd {
  readonly seq: Seq;
  /** Of its being handed on. */
  readonly sentSeq: Seq | undefined;
  readonly ending: Ending;
  readonly from: Side | 'proxy';
  readonly to: Side;
  readonly fromUs: number;
  /** When it was handed on; undefined if it never was. */
  readonly untilUs: number | undefined;
  /** `FIN`, `RST by slow-reply`. */
  readonly text: string;
}

export interface FaultBand {
  /** Of `fault.injected`. */
  readonly seq: Seq;
  readonly healedSeq: Seq | undefined;
  readonly name: string;
  readonly fault: string;
  /** `latency 2 s downstream` */
  readonly text: string;
  readonly link: string | undefined;
  readonly program: string | undefined;
  readonly stream: Stream | undefined;
  readonly fromUs: number;
  /** Equal to `fromUs` for a fault that is over at once (a KILL). */
  readonly untilUs: number;
  readonly receipt: { readonly left: boolean; readonly explanation: string } | undefined;
}

export interface StepMark {
  readonly seq: Seq;
  readonly endedSeq: Seq | undefined;
  readonly atUs: number;
  readonly untilUs: number;
  readonly label: string;
  readonly outcome: 'done' | 'missed' | 'failed' | 'skipped' | 'open';
  /** A `when` rule rather than a step. */
  readonly rule: boolean;
}

/** What a verdict was passed on: the very span, with the bounds that were set for it. */
export interface TimelineBracket {
  /** Index in the report's pieces. */
  readonly piece: number;
  readonly program: string | undefined;
  readonly link: string | undefined;
  readonly fromUs: number;
  readonly untilUs: number;
  /** The earliest and the latest end that were allowed. */
  readonly atLeastUs: number | undefined;
  readonly atMostUs: number | undefined;
  readonly outcome: Outcome;
  /** `takes: expected …` */
  readonly text: string;
  /** The events in it. */
  readonly seqs: readonly Seq[];
}
