// The interface of the `lab` fixture: the verbs of a scenario, each with what stands after it in YAML.

import type { RunEvent } from '../../record/event.js';
import type { Address } from '../../vocabulary/network.js';
import type { SignalName } from '../../vocabulary/signals.js';
import type { LabRecord } from './lab-record.js';

/** An entry as a scenario file writes it; checked as strictly when it is used. */
export type Written = Readonly<Record<string, unknown>>;

export interface LabDeclaration {
  /** As `programs:`, such as `{ server: { fixture: 'python-echo-server' } }`. */
  readonly programs: Readonly<Record<string, Written>>;
  /** As `links:`, such as `{ wire: { to: 'server' } }`. */
  readonly links?: Readonly<Record<string, Written>>;
}

/**
 * A missed `await` fails the test as Broken, a missed `guard` and trouble of the rig as Inconclusive, a mistake in an entry as
 * ScenarioProblem. What a test leaves running is ended, and what it leaves injected is healed, when it is over.
 */
export interface LabVerbs {
  /** Once, first: says which programs and links there are, and puts Toxiproxy in between. */
  open(declaration: LabDeclaration): Promise<void>;
  /** Resolves when the program is ready, as its fixture says. */
  start(program: string | { readonly program: string; readonly within?: string }): Promise<void>;
  restart(program: string): Promise<void>;
  signal(signal: { readonly to: string; readonly signal: SignalName }): Promise<void>;
  /** `{ to: 'client', text: 'ciao\n' }`, `{ to: 'client', end: true }`… */
  write(input: Written & { readonly to: string }): Promise<void>;
  /** `{ link: 'wire', toxic: 'latency', stream: 'downstream', latency: '2s' }`. */
  inject(fault: Written): Promise<void>;
  heal(name: string): Promise<void>;
  link(change: { readonly down: string } | { readonly up: string }): Promise<void>;
  wait(duration: string): Promise<void>;
  /** `{ exit: 'client', within: '5s' }`, `{ output: 'client', line: 'ready' }`… */
  await(condition: Written): Promise<void>;
  /** A precondition: missed, the test proves nothing. */
  guard(condition: Written): Promise<void>;
  /** Where a program listens or a link is entered. */
  address(name: string): Address;
  /** What was recorded so far. */
  readonly events: readonly RunEvent[];
  /** Ends the run. What `expect(record).toShow(…)` looks at. */
  end(): Promise<LabRecord>;
}
