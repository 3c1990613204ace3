import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { renderPcapng } from './render-pcapng.js';
import { hostileRun } from '../samples/hostile.js';
import { hugeRun } from '../samples/huge.js';
import { parsePcapng, type ParsedPacket } from '../samples/parse-pcapng.js';
import { cutReply, resetReply, throttledReply } from '../samples/wire-faults.js';
import { RecordBuilder } from '../../record/record-builder.js';
import type { Stream } from '../../vocabulary/network.js';

const FIRST = { link: 'wire', connection: 1 };
const ADDRESSES = { wire: { host: '127.0.0.1', port: 20_001 }, server: { host: '127.0.0.1', port: 20_000 } };

describe('whatever was recorded', () => {
  const passed = fc.record({
    stream: fc.constantFrom<Stream>('upstream', 'downstream'),
    sizeBytes: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 60_000, max: 300_000 })),
    heldUs: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
  });

  test('each side’s numbers fit together: no byte is sent twice or skipped, none is acknowledged before it was sent', () => {
    fc.assert(
      fc.property(fc.array(passed, { maxLength: 12 }), fc.boolean(), (all, ends) => {
        const before = { upstream: 0, downstream: 0 };
        const builder = new RecordBuilder(ADDRESSES).open(0, FIRST);
        for (const [index, { stream, sizeBytes, heldUs }] of all.entries()) {
          builder.pass(1_000 * (index + 1), FIRST, { stream, sizeBytes, heldUs, before: before[stream] });
          before[stream] += sizeBytes;
        }
        if (ends) builder.endByPeer(1e6, FIRST, 'client', 'fin').endByPeer(1e6 + 1, FIRST, 'server', 'fin');
        // What never came out of the wire leaves a gap on the other side, as it does in the record.
        const whole = all.every(({ heldUs }) => heldUs !== undefined);
        for (const side of ['client', 'server'] as const) {
          const packets = parsePcapng(renderPcapng(builder.build()).bytes).packets.filter(
            (packet) => packet.interface === `wire (${side} side)`,
          );
          assertConsistent(packets, { withoutGaps: whole || side === 'client' ? ['a', ...(whole ? ['b'] : [])] : [] });
        }
      }),
      { numRuns: 60 },
    );
  });

  test('hostile names and 100,000 events give a sound file', { timeout: 30_000 }, () => {
    for (const run of [hostileRun(), hugeRun(100_000), cutReply(), resetReply(), throttledReply()]) {
      const { packets } = parsePcapng(renderPcapng(run.record).bytes);
      const times = packets.map(({ timestampUs }) => timestampUs);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
    }
  });

  test('the same record gives the same file', () => {
    const { record } = cutReply();
    assert.deepEqual(renderPcapng(record).bytes, renderPcapng(record).bytes);
  });
});

/** As a TCP receiver would: `a` is who connected. */
function assertConsistent(
  packets: readonly ParsedPacket[],
  { withoutGaps }: { readonly withoutGaps: readonly string[] },
): void {
  const [syn] = packets;
  if (syn === undefined) return;
  const next: Record<string, number | undefined> = {};
  for (const { from, to, seq, ack, flags, payloadSize } of packets) {
    const end = from === syn.from ? 'a' : 'b';
    const expected = next[from];
    if (expected !== undefined) {
      if (withoutGaps.includes(end)) assert.equal(seq, expected, `${from} ${flags}`);
      else assert.ok(seq >= expected, `${from} ${flags}`);
    }
    if (flags.includes('A')) assert.ok(ack <= (next[to] ?? 0), `${from} acknowledges ${ack} of ${next[to]}`);
    next[from] = seq + payloadSize + (flags.includes('S') || flags.includes('F') ? 1 : 0);
  }
}
