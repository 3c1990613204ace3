// The shelf of expectations: what a scenario can claim about a record. To add one, write its file and name it here.

import { call } from './call/call.js';
import { eventually } from './eventually.js';
import { exit } from './exit.js';
import type { ExpectationKind } from './expectation.js';
import { never } from './never.js';
import { output } from './output.js';
import { different, same } from './same.js';
import { sequence } from './sequence.js';
import { tcp } from './tcp.js';
import { wire } from './wire/wire.js';

// A kind is only ever handed what its own schema made, which is why the type of its spec may be forgotten here.
const shelve = <Spec>(kind: ExpectationKind<Spec>): ExpectationKind => kind as unknown as ExpectationKind;

/** By name: the key by which an entry of `expect:` is recognised. */
export const EXPECTATIONS: ReadonlyMap<string, ExpectationKind> = new Map(
  [
    shelve(call),
    shelve(exit),
    shelve(output),
    shelve(wire),
    shelve(tcp),
    shelve(sequence),
    shelve(eventually),
    shelve(never),
    shelve(same),
    shelve(different),
  ].map((kind) => [kind.name, kind]),
);

export type { ExpectationKind, Finding } from './expectation.js';
