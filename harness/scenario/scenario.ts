// A scenario as read: every name known, every unit converted, every parameter substituted. What it may still hold are
// places that only a plan can fill: `${server.port}`, `${wire.host}`, `${file:NAME}`.

import type { SyscallFailure } from '../kinds/observers/strace-calls.js';
import type { Payload } from '../kinds/words.js';
import type { TraceName } from '../record/events/process-events.js';
import type { ScenarioIdentity } from '../record/run-record.js';
import type { Capability } from '../vocabulary/capabilities.js';
import type { Stream, TcpState } from '../vocabulary/network.js';
import type { Span } from '../vocabulary/problems.js';

export interface Scenario {
  readonly identity: ScenarioIdentity;
  /** Of the title. */
  readonly span: Span;
  /** Absolute path of the file; what it refers to is relative to its folder. */
  readonly path: string;
  readonly proves: string | undefined;
  /** The claim in one sentence and where it is written: the catalogue's, or the scenario's own where it has no `proves`. */
  readonly citation?: { readonly claim: string; readonly source: string };
  readonly tags: readonly string[];
  /** Parameters in force (defaults overlaid by the matrix row), as written: `500ms`. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly programs: readonly Program[];
  readonly links: readonly Link[];
  readonly steps: readonly Step[];
  readonly rules: readonly Rule[];
  readonly expectations: readonly Expectation[];
  /** `control:` — default: every awaited thing comes, and no program that is awaited to exit fails. */
  readonly control?: Control;
  readonly mutants: readonly Mutant[];
  /** `must-break:` — a scenario that is meant not to hold; the harness's own tests check that it says so. */
  readonly mustBreak: MustBreak | undefined;
  /** Derived from the kinds used, plus what `needs:` adds. */
  readonly needs: readonly Capability[];
  /** Bound on the whole run, µs. */
  readonly timeoutUs: number;
  /** `capture: pcap` — capture.pcap in the run's folder. */
  readonly capture?: 'pcap';
}

export interface Program {
  readonly name: string;
  readonly span: Span;
  /** May hold places: `${server.port}`, `${file:message}`. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly trace: TraceName | 'auto';
  /** A condition, a rule or an expectation speaks of its socket calls: `auto` traces it in whatever language it is. */
  readonly callsMatter: boolean;
  /** How it is built before it runs; `${build.path}` stands for what comes of it. */
  readonly build?: readonly string[];
  /** Counts its system calls on sockets, and makes one of them fail if it says which. */
  readonly syscalls?: { readonly failure?: SyscallFailure | undefined };
  /** When `start` is done: the program listens on its port, printed a line, or was merely spawned. */
  readonly ready:
    { readonly kind: 'listening' } | { readonly kind: 'line'; readonly line: string } | { readonly kind: 'spawned' };
  /** How long `start` waits for it, µs. */
  readonly readyWithinUs: number;
  /** The port it listens on: allotted by the plan, or fixed by the author; undefined if it does not listen. */
  readonly port: 'allotted' | number | undefined;
  /** Contents of `${file:NAME}` places. */
  readonly files: Readonly<Record<string, Payload>>;
  /** A wrong program: these texts of its files are replaced in a copy before it starts. */
  readonly patch: Patch | undefined;
  readonly fixture: string | undefined;
}

/** A mutant's difference from the right program. */
export interface Patch {
  readonly name: string;
  readonly mistake: string;
  /** Absolute path of the original; argv names it, and is given the copy's path instead. */
  readonly file: string;
  /** Each `from` occurs exactly once in the file (checked while reading). */
  readonly replace: readonly { readonly from: string; readonly to: string }[];
}

export interface Link {
  readonly name: string;
  readonly span: Span;
  readonly to: string;
  readonly via: 'toxiproxy' | 'direct';
}

export type Step = { readonly span: Span; readonly label: string } & StepAction;

export type StepAction =
  | { readonly do: 'start'; readonly program: string; readonly withinUs: number | undefined }
  | { readonly do: 'restart'; readonly program: string }
  | { readonly do: 'write'; readonly to: string; readonly payload: Payload; readonly end: boolean }
  /** `name` is unique in the scenario. `fault` is a kind on the faults shelf, `spec` what its schema made of the entry. */
  | { readonly do: 'inject'; readonly name: string; readonly fault: string; readonly spec: unknown }
  | { readonly do: 'heal'; readonly name: string }
  | { readonly do: 'wait'; readonly us: number }
  | { readonly do: 'await'; readonly condition: Condition; readonly withinUs: number }
  /** Missed → inconclusive. */
  | { readonly do: 'guard'; readonly condition: Condition; readonly withinUs: number };

/** What can be waited for, guarded, or (but listening and tcp) trigger a rule. */
export type Condition =
  | {
      readonly on: 'exit';
      readonly program: string;
      readonly code: number | undefined;
      readonly signal: string | undefined;
    }
  /** `line`: the whole line equals it; `contains` / `matches`: part of it. Consumes from a cursor per program and stream. */
  | {
      readonly on: 'output';
      readonly program: string;
      readonly stream: 'stdout' | 'stderr' | undefined;
      readonly line: LineMatch;
    }
  | { readonly on: 'listening'; readonly program: string }
  /** The n-th connection of the link was accepted by the proxy. */
  | { readonly on: 'connection'; readonly link: string; readonly nth: number }
  | {
      readonly on: 'call';
      readonly program: string;
      readonly name: string;
      readonly nth: number;
      /** entered: the program is in the call now or was; returned: it came back. */
      readonly phase: 'entered' | 'returned';
    }
  /** At least so many bytes were received from the stream's source, over all connections of the link. */
  | { readonly on: 'bytes'; readonly link: string; readonly stream: Stream; readonly atLeast: number }
  /** A socket with this local port is in one of these states (or none is, if `absent`). */
  | {
      readonly on: 'tcp';
      /** `${server.port}` until the plan binds it. */
      readonly port: number | string;
      readonly states: readonly TcpState[];
      readonly absent: boolean;
    };

export type LineMatch =
  | { readonly equals: string }
  | { readonly contains: string }
  /** Source of a regular expression, flag u. */
  | { readonly matches: string };

/** `when:`: fires at most once, beside the steps. */
export interface Rule {
  readonly span: Span;
  readonly label: string;
  readonly trigger: Condition;
  readonly step: Step;
}

export interface Expectation {
  /** Of the entry. */
  readonly span: Span;
  /** Where each key of the entry stands: a finding's clause points here. */
  readonly clauses: Readonly<Record<string, Span>>;
  readonly label: string;
  readonly kind: string;
  readonly spec: unknown;
}

/** What must be true of the same steps without the faults; or why there is no such run. */
export type Control =
  | { readonly kind: 'expect'; readonly expectations: readonly Expectation[] }
  | { readonly kind: 'none'; readonly because: string };

/** The verdict that proves that the harness can say no. */
export interface MustBreak {
  readonly verdict: 'broken' | 'inconclusive';
  /** A piece with this clause or label has that outcome. */
  readonly at: string;
  /** Text that the piece's `actual` contains. */
  readonly because: string | undefined;
}

export interface Mutant {
  readonly span: Span;
  readonly name: string;
  readonly program: string;
  /** Label of the step (`await exit`) or clause (`takes`) at which the scenario must break. */
  readonly breaks: string;
  readonly because: string | undefined;
  /** How the program differs: `{ ...program, patch }` is the mutant. */
  readonly patch?: Patch;
}
