// The shelf of toxics: one word per kind.

import { bandwidth } from './bandwidth.js';
import { corrupt } from './corrupt.js';
import { cut } from './cut.js';
import { hang } from './hang.js';
import { latency } from './latency.js';
import { limitData } from './limit-data.js';
import { noop } from './noop.js';
import { resetPeer } from './reset-peer.js';
import { slicer } from './slicer.js';
import { slowClose } from './slow-close.js';
import { timeout } from './timeout.js';
import type { ToxicKind } from './toxic.js';

const TOXIPROXYS: readonly ToxicKind[] = [latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData, noop];
const OURS: readonly ToxicKind[] = [cut, hang, corrupt];
const KINDS = [...TOXIPROXYS, ...OURS];

/** By the API's name of the type. */
export const TOXICS: ReadonlyMap<string, ToxicKind> = new Map(KINDS.map((kind) => [kind.name, kind]));
