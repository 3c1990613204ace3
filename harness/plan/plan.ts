// A plan: what one run will do, with every port, path and number decided. Plain JSON: it can be printed, stored, replayed.

import type { Capability } from '../vocabulary/capabilities.js';
import type { Address } from '../vocabulary/network.js';
import type { ScenarioIdentity } from '../record/run-record.js';
import type { Link, Program, Rule, Step } from '../scenario/scenario.js';

export interface Plan {
  readonly identity: ScenarioIdentity;
  readonly seed: number;
  /** Where each program listens and each link is entered, by name. */
  readonly addresses: Readonly<Record<string, Address>>;
  readonly programs: readonly Program[];
  readonly links: readonly PlannedLink[];
  readonly steps: readonly Step[];
  readonly rules: readonly Rule[];
  readonly needs: readonly Capability[];
  /** Ports whose sockets an expectation speaks of: sampled after every step and when the steps are over. */
  readonly sampledPorts: readonly number[];
  readonly timeoutUs: number;
  /** A real capture of what passes these ports, in the run's folder. */
  readonly capture?: 'pcap';
}

export interface PlannedLink extends Link {
  /** Where the client connects. */
  readonly listen: Address;
  /** Where the server listens. */
  readonly upstream: Address;
}

export type { Condition, LineMatch, Link, Patch, Program, Rule, Step, StepAction } from '../scenario/scenario.js';
