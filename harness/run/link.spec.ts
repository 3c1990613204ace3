import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { isKind, type EventKind, type RunEvent } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { eventually } from '../testing/eventually.js';
import { foreignToxiproxyServer } from '../testing/foreign-toxiproxy.js';
import type { AfterTest } from '../testing/scratch-folder.js';
import { testWorld } from '../testing/test-world.js';
import { UndoStack } from '../vocabulary/undo.js';
import type { WorldOptions } from './index.js';
import { readListeners } from './kernel-table.js';
import { openLink } from './link.js';

const server = foreignToxiproxyServer();
const KINDS: readonly {
  readonly name: string;
  readonly toxiproxy: WorldOptions['toxiproxy'];
  readonly skip: string | false;
}[] = [
  { name: 'the embedded Toxiproxy', toxiproxy: { kind: 'embedded' }, skip: false },
  { name: 'a real Toxiproxy', toxiproxy: { kind: 'server', path: server.path }, skip: server.skip },
];

/** An echo server in this process and a link to it. */
async function linked(t: AfterTest, toxiproxy: WorldOptions['toxiproxy']) {
  const world = await testWorld(t, { toxiproxy });
  const echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  t.after(() => void echo.close());
  const lease = world.ports.lease(3);
  const [port = 0, ...tapPorts] = lease.ports;
  const listen = { host: '127.0.0.1', port };
  const upstream = { host: '127.0.0.1', port: (echo.address() as AddressInfo).port };
  const recorder = new Recorder();
  const undos = new UndoStack();
  t.after(async () => void (await undos.unwind()));
  const span = { file: 'spec', line: 1, column: 1, length: 1 };
  const sampled: number[] = [];
  const control = await openLink(
    { name: 'wire', span, to: 'server', via: 'toxiproxy', listen, upstream },
    {
      runId: `spec-${process.pid}`,
      seed: 1,
      toxiproxy: world.toxiproxy,
      recorder,
      undos,
      sampleTcp: (of) => void sampled.push(of),
      tapPorts: () => [tapPorts[0] ?? 0, tapPorts[1] ?? 0],
    },
  );
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    t.after(() => void socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  const told = (kind: EventKind): Promise<RunEvent> =>
    eventually(`${kind} is told`, () => recorder.events.find((event) => event.kind === kind));
  return { world, recorder, undos, control, dial, told, port, sampled };
}

async function exchange(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [reply] = (await once(socket, 'data')) as [Buffer];
  return reply.toString();
}

for (const { name, toxiproxy, skip } of KINDS) {
  describe(`a link through ${name}`, { skip }, () => {
    test('carries bytes both ways and tells what passed', async (t) => {
      const { recorder, dial, told } = await linked(t, toxiproxy);
      const socket = await dial();
      assert.equal(await exchange(socket, 'ciao'), 'ciao');
      socket.end();
      const closed = await told('connection.closed');
      assert.ok(isKind(closed, 'connection.closed'));
      const { upstream, downstream, link, connection } = closed.data;
      assert.deepEqual([link, connection], ['wire', 1]);
      for (const flow of [upstream, downstream]) {
        assert.deepEqual([flow.receivedBytes, flow.sentBytes], [4, 4]);
        assert.equal(flow.receivedSha256, flow.sentSha256);
      }
      const chunks = recorder.events.filter(({ kind }) => kind === 'chunk.received' || kind === 'chunk.sent');
      assert.equal(chunks.length, 4);
      assert.ok(recorder.events.every(({ observer, atUs }) => observer === 'tap' && atUs >= 0));
    });

    test('has a toxic on its live connections as soon as that is added, until it is removed', async (t) => {
      const { control, dial } = await linked(t, toxiproxy);
      const socket = await dial();
      const attributes = { latency: 150, jitter: 0 };
      const undo = await control.addToxic({
        name: 'slow',
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
        attributes,
      });
      const beganAtMs = performance.now();
      await exchange(socket, 'slow');
      // Toxiproxy counts whole milliseconds from when it read the bytes.
      assert.ok(performance.now() - beganAtMs >= 149);
      await undo();
      assert.equal(await exchange(socket, 'fast'), 'fast');
    });

    test('that is taken down refuses, cuts what lives, and comes back at the same port', async (t) => {
      const { control, dial, port, sampled } = await linked(t, toxiproxy);
      const socket = await dial();
      await exchange(socket, 'ciao');
      const cut = once(socket, 'close');
      const undo = await control.takeDown();
      await cut;
      await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
      await undo();
      assert.equal(await exchange(await dial(), 'again'), 'again');
      assert.deepEqual(sampled, [port, port]);
    });

    test('accepts nobody: connects wait, live connections go on, and the undo lets clients in', async (t) => {
      const { dial, control, port } = await linked(t, toxiproxy);
      const socket = await dial();
      const undo = await control.stopAccepting();
      assert.equal(await exchange(socket, 'ciao'), 'ciao');
      const waiting = connect(port, '127.0.0.1');
      const connected = once(waiting, 'connect').then(() => 'connected');
      const later = new Promise((resolve) => setTimeout(() => resolve('waiting'), 200));
      assert.equal(await Promise.race([connected, later]), 'waiting');
      waiting.destroy();
      await undo();
      assert.equal(await exchange(await dial(), 'again'), 'again');
    });

    test('is undone whole: no proxy, no listener, nothing more on the record', async (t) => {
      const { world, recorder, undos, dial, port } = await linked(t, toxiproxy);
      await exchange(await dial(), 'ciao');
      assert.deepEqual(await undos.unwind(), []);
      assert.equal(recorder.events.at(-1)?.kind, 'connection.closed');
      assert.ok(!readListeners().some(({ local }) => local.port === port));
      const proxies = (await (await fetch(`${world.toxiproxy.url}/proxies`)).json()) as object;
      assert.deepEqual(proxies, {});
    });
  });
}

describe('a link that can’t be opened', () => {
  test('leaves nothing of itself behind', async (t) => {
    const world = await testWorld(t);
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    t.after(() => void taken.close());
    const listen = { host: '127.0.0.1', port: (taken.address() as AddressInfo).port };
    const span = { file: 'spec', line: 1, column: 1, length: 1 };
    const undos = new UndoStack();
    const parts = {
      runId: 'spec',
      seed: 1,
      toxiproxy: world.toxiproxy,
      recorder: new Recorder(),
      undos,
      sampleTcp: () => undefined,
      tapPorts: () => [0, 0] as const,
    };
    const link = { name: 'wire', span, to: 'server', via: 'toxiproxy', listen, upstream: listen } as const;
    await assert.rejects(openLink(link, parts), { code: 'port-taken' });
    assert.deepEqual(await undos.unwind(), []);
    assert.deepEqual(await (await fetch(`${world.toxiproxy.url}/proxies`)).json(), {});
  });
});
