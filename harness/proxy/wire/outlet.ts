// The next place on the way of bytes through a chain: another toxic, or the socket at its end.

import type { Ending } from '../../vocabulary/network.js';
import type { EndReason } from '../tap/connection-tap.js';

export interface Outlet {
  /** False pushes back: whoever has bytes keeps them until there is room. */
  hasRoom(): boolean;
  /** Always takes the bytes, also beyond its room. */
  accept(bytes: Uint8Array, arrivedMs: number): void;
  /** The end of the stream, behind all bytes. A later, stronger end overrides a weaker one. */
  acceptEnd(end: StreamEnd): void;
}

export interface StreamEnd {
  readonly ending: Ending;
  /** The sink's socket is to be closed altogether, not only for this stream. */
  readonly whole: boolean;
  readonly reason: EndReason;
  readonly arrivedMs: number;
}

/** A reset is stronger than the end of the connection, and that than the end of one direction. */
export const strengthOf = (end: Pick<StreamEnd, 'ending' | 'whole'>): number =>
  end.ending === 'rst' ? 2 : end.whole ? 1 : 0;
