import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectionsOfCalls } from './connections-of-calls.js';
import { SampleRecord } from './samples/sample-record.js';

/** A client that connects twice, on the same descriptor, to a server that accepts twice, on the same descriptor. */
function twice(): SampleRecord {
  const record = new SampleRecord('a.scenario.yaml');
  record.call('server', 'socket', { atMs: 1, result: { fd: 3 } });
  record.call('server', 'listen', { atMs: 2, fd: 3 });
  for (const [connection, atMs] of [
    [1, 100],
    [2, 200],
  ] as const) {
    const client = { host: '127.0.0.1', port: 40_000 + connection };
    const from = { host: '127.0.0.1', port: 50_000 + connection };
    record.call('client', 'socket', { atMs, fd: 7, result: { fd: 7 } });
    record.call('client', 'connect', { atMs: atMs + 1, fd: 7, result: { localPort: client.port } });
    record.add(atMs + 2, 'connection.opened', { link: 'wire', connection, client }, 'tap');
    record.add(atMs + 3, 'connection.dialled', { link: 'wire', connection, from }, 'tap');
    record.call('server', 'accept', { atMs: 3, tookMs: atMs + 4 - 3, fd: 3, result: { fd: 4, port: from.port } });
    record.call('client', 'recv', { atMs: atMs + 5, fd: 7, sizeBytes: 4 });
    record.call('server', 'send', { atMs: atMs + 6, fd: 4, sizeBytes: 4 });
    record.call('client', 'close', { atMs: atMs + 7, fd: 7 });
    record.call('server', 'close', { atMs: atMs + 8, fd: 4 });
  }
  record.open('server', 'accept', { atMs: 210, fd: 3 });
  return record;
}

const told = (record: SampleRecord): readonly string[] => {
  const { events } = record.record('twice', 300);
  const wires = connectionsOfCalls(events);
  return events.flatMap(({ kind, seq, data }) => {
    if (kind !== 'call.returned' && kind !== 'call.entered') return [];
    const wire = wires.get(seq);
    return `${data.program} ${data.name} ${wire === undefined ? '-' : `${wire.link} #${wire.connection}`}`;
  });
};

describe('the connection of a call', () => {
  test('is that of its descriptor, from socket() or accept() to close(), also where the number is used again', () => {
    assert.deepEqual(
      [...new Set(told(twice()))],
      [
        'server socket -',
        'server listen -',
        'client socket wire #1',
        'client connect wire #1',
        'server accept wire #1',
        'client recv wire #1',
        'server send wire #1',
        'client close wire #1',
        'server close wire #1',
        'client socket wire #2',
        'client connect wire #2',
        'server accept wire #2',
        'client recv wire #2',
        'server send wire #2',
        'client close wire #2',
        'server close wire #2',
        'server accept -',
      ],
    );
  });

  test('is not known where nothing stands between the programs', () => {
    const record = new SampleRecord('a.scenario.yaml');
    record.call('client', 'connect', { atMs: 1, result: { localPort: 40_001 } });
    assert.deepEqual(told(record), ['client connect -']);
  });
});
