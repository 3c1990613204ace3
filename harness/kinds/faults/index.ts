// The shelf of faults: what a scenario can do to the running network. To add one, write its file and name it here.

import type { FaultKind } from './fault.js';
import { fullBacklog } from './full-backlog.js';
import { linkDown } from './link-down.js';
import { signal } from './signal.js';
import { toxic } from './toxic.js';

// A kind is only ever handed what its own schema made, which is why the type of its spec may be forgotten here.
const shelve = <Spec>(kind: FaultKind<Spec>): FaultKind => kind as unknown as FaultKind;

/** By name, as `fault.injected` names them. */
export const FAULTS: ReadonlyMap<string, FaultKind> = new Map(
  [shelve(toxic), shelve(linkDown), shelve(fullBacklog), shelve(signal)].map((kind) => [kind.name, kind]),
);

export type { FaultEvidence, FaultKind } from './fault.js';
