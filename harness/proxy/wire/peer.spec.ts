// One side of a connection in states that whole connections are seldom found in. The other end is a Python program.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { ConnectionTap } from '../tap/connection-tap.js';
import { NO_PYTHON, pythonServer } from '../testing/python-peer.js';
import { Peer } from './peer.js';

const ignore = (): void => undefined;
const TAP: ConnectionTap = {
  opened: ignore,
  dialled: ignore,
  dialFailed: ignore,
  received: ignore,
  sent: ignore,
  endedByPeer: ignore,
  endedByProxy: ignore,
  closed: ignore,
};
const WHY = { why: 'toxic', toxic: 't' } as const;
const FIN = { ending: 'fin', whole: false, reason: { why: 'forwarded' }, arrivedMs: 0 } as const;
const BLOCK = Buffer.alloc(64 * 1024);

async function peerOf(port: number): Promise<{ readonly peer: Peer; readonly socket: Socket }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  const peer = new Peer('server', socket, TAP, {
    bytes: ignore,
    ended: ignore,
    room: ignore,
    closing: ignore,
    gone: ignore,
  });
  return { peer, socket };
}

/** Until the kernel takes no more: what it has not taken waits in Node. */
async function fill(peer: Peer): Promise<void> {
  for (let full = 0; full < 5; full = peer.hasRoom() ? 0 : full + 1) {
    while (peer.hasRoom()) peer.accept(BLOCK);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a peer that is reset', { skip: NO_PYTHON }, () => {
  test('while a FIN waits behind bytes that the kernel has not taken sees an RST, as the record says', async () => {
    const server = await pythonServer('pause', 'drain');
    const { peer, socket } = await peerOf(server.port);
    await fill(peer);
    peer.acceptEnd(FIN);
    assert.ok(socket.writableEnded && !socket.writableFinished && socket.writableLength > 0);
    peer.reset(WHY);
    await once(socket, 'close');
    server.go();
    assert.equal((await server.done('drain')).ending, 'ECONNRESET');
    await server.finished();
  });

  test('while a FIN is being sent, and after it, is closed', async () => {
    for (const turns of [0, 1, 2, 3]) {
      const server = await pythonServer('pause', 'close');
      const { peer, socket } = await peerOf(server.port);
      const closed = once(socket, 'close');
      peer.acceptEnd(FIN);
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      peer.reset(WHY);
      await closed;
      await server.finished();
    }
  });
});
