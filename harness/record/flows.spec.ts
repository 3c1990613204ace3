import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { connectionFlows } from './flows.js';
import { RecordBuilder, totals } from './record-builder.js';

const FIRST = { link: 'wire', connection: 1 };
const SECOND = { link: 'wire', connection: 2 };
const OTHER = { link: 'other', connection: 1 };

const EVENTS = new RecordBuilder()
  .open(100, FIRST)
  .open(150, SECOND)
  .open(160, OTHER)
  .pass(200, FIRST, { stream: 'upstream', sizeBytes: 10, heldUs: 5 })
  .pass(210, FIRST, { stream: 'upstream', sizeBytes: 20, heldUs: 5, before: 10 })
  .pass(220, SECOND, { stream: 'downstream', sizeBytes: 7 })
  .endByPeer(300, FIRST, 'client', 'fin')
  .endByPeer(310, FIRST, 'client', 'rst')
  .endByProxy(320, FIRST, { side: 'server', ending: 'fin', why: 'forwarded' })
  .endByProxy(330, SECOND, { side: 'client', ending: 'rst', why: 'toxic', toxic: 'cut' })
  .event(340, 'connection.dial-failed', { ...OTHER, errno: 'ECONNREFUSED' })
  .close(400, FIRST, { upstream: totals([30, 'a']), downstream: totals([0, 'b']) })
  .build().events;

describe('the flows of connections', () => {
  test('are told in the order in which connections were opened, of one link or of all', () => {
    const names = (link?: string): readonly string[] =>
      connectionFlows(EVENTS, link).map((flows) => `${flows.link}${flows.connection}`);
    assert.deepEqual(names('wire'), ['wire1', 'wire2']);
    assert.deepEqual(names(), ['wire1', 'wire2', 'other1']);
    assert.deepEqual(names('nowhere'), []);
  });

  test('hold each end of each stream, with offsets', () => {
    const [first, second] = connectionFlows(EVENTS, 'wire');
    const told = first?.upstream.received.map(({ atUs, sizeBytes, offsetBytes }) => [atUs, sizeBytes, offsetBytes]);
    assert.deepEqual(told, [
      [200, 10, 0],
      [210, 20, 10],
    ]);
    assert.deepEqual(
      first?.upstream.sent.map(({ atUs }) => atUs),
      [205, 215],
    );
    assert.equal(second?.downstream.received.length, 1);
    assert.equal(second?.downstream.sent.length, 0);
  });

  test('keep the first end of each side, by whom and why', () => {
    const [first, second] = connectionFlows(EVENTS, 'wire');
    assert.equal(first?.endedByPeer.client?.ending, 'fin');
    assert.equal(first?.endedByProxy.server?.why, 'forwarded');
    assert.equal(second?.endedByProxy.client?.toxic, 'cut');
    assert.equal(second?.closed, undefined);
    assert.equal(first?.closed?.data.upstream.sentBytes, 30);
  });

  test('know that the server could not be dialled', () => {
    assert.equal(connectionFlows(EVENTS, 'other')[0]?.dialFailed?.data.errno, 'ECONNREFUSED');
  });

  test('of any part of a record, in any order of connections, no byte is lost or made up', () => {
    fc.assert(
      fc.property(fc.subarray([...EVENTS]), (events) => {
        const flows = connectionFlows(events);
        const opened = new Set(
          events.flatMap((event) =>
            event.kind === 'connection.opened' ? [`${event.data.link}${event.data.connection}`] : [],
          ),
        );
        const received = flows.flatMap(({ upstream, downstream }) => [...upstream.received, ...downstream.received]);
        assert.equal(flows.length, opened.size);
        for (const { seq } of received) assert.equal(EVENTS[seq]?.kind, 'chunk.received');
      }),
    );
  });
});
