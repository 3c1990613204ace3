// Events about the kernel's own view of TCP: the sockets of one port, sampled.

import type { Address, TcpState } from '../../vocabulary/network.js';

export interface TcpSocket {
  readonly local: Address;
  readonly remote: Address;
  readonly state: TcpState;
  /** Socket inode, 0 when no process owns it any more (TIME_WAIT). */
  readonly inode: number;
}

export interface TcpEvents {
  /** All sockets whose local port is `port`. Recorded when the set of (remote, state) changed since the last sample. */
  'tcp.sampled': { readonly port: number; readonly sockets: readonly TcpSocket[] };
}
