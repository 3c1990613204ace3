// Where a socket begins and where it leads.

import type { Socket } from 'node:net';
import type { Address } from '../../vocabulary/network.js';

export const localAddressOf = (socket: Socket): Address => addressOf(socket.localAddress, socket.localPort);

/** No host and port 0 once the peer has reset it. */
export const remoteAddressOf = (socket: Socket): Address => addressOf(socket.remoteAddress, socket.remotePort);

/** A dual-stack listener shows IPv4 peers as ::ffff:127.0.0.1. */
const addressOf = (host: string | undefined, port: number | undefined): Address => ({
  host: (host ?? '').replace(/^::ffff:/, ''),
  port: port ?? 0,
});
