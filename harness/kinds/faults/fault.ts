// The interface of a fault: what it does to the running network, and which evidence in the record proves that it did.

import type { z } from 'zod';
import type { EventOf, RunEvent } from '../../record/event.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import type { Address } from '../../vocabulary/network.js';
import type { Rig } from '../../vocabulary/rig.js';
import type { Undo } from '../../vocabulary/undo.js';
import type { Receipt } from '../receipt.js';
import type { Words } from '../words.js';

export interface FaultKind<Spec = unknown> {
  readonly name: string;
  /** One line for `guasto kinds`. */
  readonly about: string;
  readonly schema: (words: Words) => z.ZodType<Spec>;
  readonly needs: (spec: Spec) => readonly Capability[];
  /** Which link or program it is done to, for the record and the report. */
  readonly target: (spec: Spec) => { readonly link?: string; readonly program?: string };
  /** A label such as `latency 2 s on wire downstream`. */
  readonly describe: (spec: Spec) => string;
  /** Resolves when the fault is in effect. Throws RigError. */
  readonly inject: (rig: Rig, spec: Spec, name: string) => Promise<Undo>;
  /** Pure: looks for the evidence between `injected` and `healed` (or the end of the record). */
  readonly receipt: (evidence: FaultEvidence<Spec>) => Receipt;
}

export interface FaultEvidence<Spec> {
  readonly spec: Spec;
  readonly events: readonly RunEvent[];
  readonly injected: EventOf<'fault.injected'>;
  readonly healed: EventOf<'fault.healed'> | undefined;
  /** When the fault was over: healed, or the end of the record, µs. */
  readonly healedUs: number;
  /** Where programs listen and links are entered, by name (the record's header). */
  readonly addresses: Readonly<Record<string, Address>>;
}
