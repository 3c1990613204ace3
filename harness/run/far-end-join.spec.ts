import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProxyEvent } from '../proxy/index.js';
import { monotonicUsOf } from '../vocabulary/time.js';
import { FarEndJoin } from './far-end-join.js';

// Front tap: client end is the program, server end the foreign Toxiproxy. Back tap: the other way round.

let clock = 0;
const ADDRESS = { host: '127.0.0.1', port: 1 };

function event(kind: ProxyEvent['kind'], data: object): ProxyEvent {
  clock += 1;
  // Only what the join looks at is given.
  return { proxy: 'tap', at: monotonicUsOf(clock), kind, data } as unknown as ProxyEvent;
}

const opened = (connection: number) => event('connection.opened', { connection, client: ADDRESS });
const dialled = (connection: number) => event('connection.dialled', { connection });
const chunk = (kind: 'chunk.received' | 'chunk.sent', connection: number, stream: string) =>
  event(kind, { connection, stream, sizeBytes: 4, offset: 0 });
const endedByPeer = (connection: number, side: string, ending: string) =>
  event('connection.ended-by-peer', { connection, side, ending });
const flow = (sentBytes: number, receivedBytes: number) => ({
  sentBytes,
  sentSha256: `sent ${sentBytes}`,
  receivedBytes,
  receivedSha256: `received ${receivedBytes}`,
});
const closed = (connection: number, upstream: object, downstream: object) =>
  event('connection.closed', { connection, upstream, downstream });

function joined(feed: (join: FarEndJoin) => void): readonly string[] {
  const told: string[] = [];
  feed(
    new FarEndJoin(({ kind, data }) => {
      const { connection, ...rest } = data as { connection: number; stream?: string; side?: string };
      told.push([kind, connection, rest.stream ?? rest.side ?? ''].join(' ').trim());
    }),
  );
  return told;
}

describe('what the joined link tells of one connection', () => {
  const cases: readonly {
    readonly claim: string;
    readonly feed: (join: FarEndJoin) => void;
    readonly told: readonly string[];
  }[] = [
    {
      claim: 'upstream bytes are received at the front and sent at the back',
      feed: (join) => {
        join.fromFront(opened(1));
        join.fromFront(dialled(1));
        join.fromBack(opened(1));
        join.fromBack(dialled(1));
        join.fromFront(chunk('chunk.received', 1, 'upstream'));
        join.fromFront(chunk('chunk.sent', 1, 'upstream'));
        join.fromBack(chunk('chunk.received', 1, 'upstream'));
        join.fromBack(chunk('chunk.sent', 1, 'upstream'));
      },
      told: ['connection.opened 1', 'connection.dialled 1', 'chunk.received 1 upstream', 'chunk.sent 1 upstream'],
    },
    {
      claim: 'downstream bytes are received at the back and sent at the front',
      feed: (join) => {
        join.fromFront(opened(1));
        join.fromFront(dialled(1));
        join.fromBack(opened(1));
        join.fromBack(chunk('chunk.received', 1, 'downstream'));
        join.fromBack(chunk('chunk.sent', 1, 'downstream'));
        join.fromFront(chunk('chunk.received', 1, 'downstream'));
        join.fromFront(chunk('chunk.sent', 1, 'downstream'));
      },
      told: ['connection.opened 1', 'chunk.received 1 downstream', 'chunk.sent 1 downstream'],
    },
    {
      claim: 'an end is told where it was seen: by the client in front, by the server at the back',
      feed: (join) => {
        join.fromFront(opened(1));
        join.fromFront(dialled(1));
        join.fromBack(opened(1));
        join.fromFront(endedByPeer(1, 'client', 'fin'));
        join.fromBack(endedByPeer(1, 'client', 'fin'));
        join.fromBack(endedByPeer(1, 'server', 'fin'));
        join.fromFront(endedByPeer(1, 'server', 'fin'));
      },
      told: ['connection.opened 1', 'connection.ended-by-peer 1 client', 'connection.ended-by-peer 1 server'],
    },
    {
      claim: 'a failed dial is the foreign proxy’s to the server, seen at the back',
      feed: (join) => {
        join.fromFront(opened(1));
        join.fromFront(dialled(1));
        join.fromBack(opened(1));
        join.fromBack(event('connection.dial-failed', { connection: 1, errno: 'ECONNREFUSED' }));
      },
      told: ['connection.opened 1', 'connection.dial-failed 1'],
    },
    {
      claim: 'connections keep the number of the front, in the order in which the foreign proxy dialled',
      feed: (join) => {
        join.fromFront(opened(1));
        join.fromFront(opened(2));
        join.fromFront(dialled(2));
        join.fromFront(dialled(1));
        join.fromBack(opened(7));
        join.fromBack(opened(8));
        join.fromBack(chunk('chunk.sent', 7, 'upstream'));
        join.fromBack(chunk('chunk.sent', 8, 'upstream'));
      },
      told: ['connection.opened 1', 'connection.opened 2', 'chunk.sent 2 upstream', 'chunk.sent 1 upstream'],
    },
    {
      claim: 'what the back tells before the front knows that it has dialled is not lost',
      feed: (join) => {
        join.fromFront(opened(1));
        join.fromBack(opened(5));
        join.fromBack(dialled(5));
        join.fromBack(chunk('chunk.received', 5, 'downstream'));
        join.fromFront(dialled(1));
        join.fromFront(chunk('chunk.sent', 1, 'downstream'));
      },
      told: ['connection.opened 1', 'connection.dialled 1', 'chunk.received 1 downstream', 'chunk.sent 1 downstream'],
    },
    {
      claim: 'a connection that nobody made through the link is not of it',
      feed: (join) => {
        join.fromBack(opened(1));
        join.fromBack(chunk('chunk.sent', 1, 'upstream'));
        join.fromFront(chunk('chunk.received', 9, 'upstream'));
      },
      told: [],
    },
  ];
  for (const { claim, feed, told } of cases) test(claim, () => assert.deepEqual(joined(feed), told));
});

describe('how a joined connection closes', () => {
  const closing = (feed: (join: FarEndJoin) => void): readonly unknown[] => {
    const data: unknown[] = [];
    feed(new FarEndJoin((one) => void (one.kind === 'connection.closed' && data.push(one.data))));
    return data;
  };

  test('with what each end saw: received where it came in, sent where it went out', () => {
    const told = closing((join) => {
      join.fromFront(opened(3));
      join.fromFront(dialled(3));
      join.fromBack(opened(1));
      join.fromFront(closed(3, flow(100, 101), flow(20, 21)));
      join.fromBack(closed(1, flow(90, 91), flow(30, 31)));
    });
    assert.deepEqual(told, [{ connection: 3, upstream: flow(90, 101), downstream: flow(20, 31) }]);
  });

  test('only when both taps have closed', () => {
    const told = closing((join) => {
      join.fromFront(opened(1));
      join.fromFront(dialled(1));
      join.fromBack(opened(1));
      join.fromBack(closed(1, flow(1, 1), flow(1, 1)));
    });
    assert.deepEqual(told, []);
  });

  test('with nothing at the far end when no connection was made there', () => {
    const told = closing((join) => {
      join.fromFront(opened(1));
      join.fromFront(closed(1, flow(0, 4), flow(0, 0)));
    });
    const [{ upstream, downstream }] = told as [Record<'upstream' | 'downstream', Record<string, unknown>>];
    assert.deepEqual([upstream['receivedBytes'], upstream['sentBytes'], downstream['receivedBytes']], [4, 0, 0]);
  });
});
