import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { isKind } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { TcpSampler } from './tcp-sampler.js';

describe('TcpSampler', { skip: process.platform === 'linux' ? false : 'there is no /proc/net/tcp here' }, () => {
  test('records the sockets of a port when they have changed, and only then', async (t) => {
    const server = createServer((socket) => t.after(() => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const recorder = new Recorder();
    const sampler = new TcpSampler(recorder);
    sampler.sample([port]);
    sampler.sample([port]);
    const accepted = once(server, 'connection');
    const client = connect(port, '127.0.0.1');
    t.after(() => client.destroy());
    await Promise.all([accepted, once(client, 'connect')]);
    assert.deepEqual([...sampler.statesOf(port)].toSorted(), ['ESTABLISHED', 'LISTEN']);
    const sampled = recorder.events.filter((event) => isKind(event, 'tcp.sampled'));
    assert.deepEqual(
      sampled.map(({ data }) => data.sockets.map(({ state }) => state).toSorted()),
      [['LISTEN'], ['ESTABLISHED', 'LISTEN']],
    );
    assert.ok(sampled.every(({ observer, uncertaintyUs }) => observer === 'kernel' && uncertaintyUs >= 0));
  });

  test('records that a port has no socket, once', () => {
    const recorder = new Recorder();
    const sampler = new TcpSampler(recorder);
    sampler.sample([1]);
    sampler.sample([1]);
    assert.deepEqual(
      recorder.events.map(({ data }) => data),
      [{ port: 1, sockets: [] }],
    );
  });
});
