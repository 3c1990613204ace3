// Events about connections that pass a link, seen by the tap: at both ends of the wire, so that what was received on one
// side can be held against what was sent on the other.
//
//   client ──received(upstream)──▶ [ proxy: toxics ] ──sent(upstream)──▶ server
//   client ◀──sent(downstream)──── [               ] ◀──received(downstream)── server

import type { Address, Ending, Side, Stream } from '../../vocabulary/network.js';

export interface ConnectionRef {
  readonly link: string;
  /** Counts the connections of a link, from 1, in the order in which they were accepted. */
  readonly connection: number;
}

export interface ChunkData extends ConnectionRef {
  readonly stream: Stream;
  readonly sizeBytes: number;
  /** Bytes of this stream up to and including this chunk. */
  readonly totalBytes: number;
  /** More than 1 when small chunks close in time were recorded as one event; atUs is then the first one's time. */
  readonly chunks: number;
  /** The last one's time, µs since run start; absent when `chunks` is 1. */
  readonly untilUs?: number;
  /** The first bytes, base64, at most 48 bytes; left out after a while on a long stream. */
  readonly preview?: string;
}

export interface FlowTotals {
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** SHA-256 in hex of all bytes received from the source, and sent to the sink. */
  readonly receivedSha256: string;
  readonly sentSha256: string;
}

export interface ConnectionEvents {
  /** The client's connection was accepted by the proxy. `client` is its address as the proxy sees it. */
  'connection.opened': ConnectionRef & { readonly client: Address };
  /** The proxy's connection to the server is established. `from` is the address that the server sees. */
  'connection.dialled': ConnectionRef & { readonly from: Address };
  'connection.dial-failed': ConnectionRef & { readonly errno: string };
  /** Bytes read from the stream's source. */
  'chunk.received': ChunkData;
  /** Bytes written to the stream's sink. */
  'chunk.sent': ChunkData;
  /** The peer on `side` ended its sending (fin), or the whole connection (rst). */
  'connection.ended-by-peer': ConnectionRef & { readonly side: Side; readonly ending: Ending };
  /** The proxy ended its sending towards `side` (fin), or the whole connection (rst). `toxic`: which one wanted it. */
  'connection.ended-by-proxy': ConnectionRef & {
    readonly side: Side;
    readonly ending: Ending;
    readonly why: 'forwarded' | 'toxic' | 'link-down' | 'dial-failed' | 'shutdown';
    readonly toxic?: string;
  };
  /** Nothing more will be recorded of this connection. */
  'connection.closed': ConnectionRef & { readonly upstream: FlowTotals; readonly downstream: FlowTotals };
}
