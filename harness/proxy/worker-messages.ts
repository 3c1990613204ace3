// What the proxy's worker thread and its host tell each other.

import type { Address } from '../vocabulary/network.js';
import type { ProxyEvent } from './proxy-event.js';
import type { SharedLag } from './lag.js';
import type { ToxiproxyOptions } from './toxiproxy.js';

export interface WorkerSetting extends Omit<ToxiproxyOptions, 'onEvent' | 'lagUs'> {
  /** Somebody wants the events. */
  readonly tapped: boolean;
  readonly lag: SharedLag;
}

export type ToHost =
  | { readonly kind: 'started'; readonly address: Address }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string }
  | { readonly kind: 'events'; readonly events: readonly ProxyEvent[] }
  /** Every event that happened before the asking was sent before this. */
  | { readonly kind: 'flushed'; readonly flush: number };

export type ToWorker = { readonly kind: 'stop' } | { readonly kind: 'flush'; readonly flush: number };
