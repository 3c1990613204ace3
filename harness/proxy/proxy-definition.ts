// What the API takes for a proxy and its toxics, as types for Node programs. The last keys of each are ours.

import type { ConnectionRule } from '../vocabulary/network.js';
import type { FinForwarding } from './fin-forwarding.js';

export interface ToxicDefinition {
  readonly type: string;
  /** Default: `<type>_<stream>`. */
  readonly name?: string;
  /** Default: downstream. */
  readonly stream?: 'upstream' | 'downstream';
  /** Share of the connections, 0 to 1. Default: 1. */
  readonly toxicity?: number;
  /** In Toxiproxy's units: ms, µs, bytes, KB/s. */
  readonly attributes?: Readonly<Record<string, number | string>>;
  /** Default: all connections. */
  readonly connections?: ConnectionRule;
}

export interface ProxyDefinition {
  readonly name: string;
  /** `host:port` of the real server. It is dialled for each connection. */
  readonly upstream: string;
  /** `host:port`. Default: any free port of 127.0.0.1. */
  readonly listen?: string;
  /** Default: true. */
  readonly enabled?: boolean;
  /** In place before the first connection is accepted. */
  readonly toxics?: readonly ToxicDefinition[];
  readonly fin?: FinForwarding;
  /** never: its backlog is full, and who connects waits. Default: always. */
  readonly accept?: 'always' | 'never';
  /** Of this proxy's own draws, whatever its name. */
  readonly seed?: number;
}
