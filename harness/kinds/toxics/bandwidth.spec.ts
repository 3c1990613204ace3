import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bandwidth } from './bandwidth.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('bandwidth', () => {
  test('charges before it sends, in pieces of 100 ms', () => {
    // 10 KB/s is 10 bytes a millisecond: 1000 bytes every 100 ms.
    const moment = momentOf({ rate: 10 }, bandwidth.start({ nowMs: 0, live: false }));
    assert.deepEqual(bandwidth.onChunk({ ...moment, ...chunkOf(5000) }), {
      do: 'deliver',
      sizeBytes: 1000,
      atMs: 100,
      next: { paidUntilMs: 100 },
    });
  });

  test('goes on from what is paid for, not from when a late timer fired', () => {
    const action = bandwidth.onChunk({
      ...momentOf({ rate: 10 }, { paidUntilMs: 100 }, { nowMs: 104 }),
      ...chunkOf(500),
    });
    assert.deepEqual(action, { do: 'deliver', sizeBytes: 500, atMs: 150, next: { paidUntilMs: 150 } });
  });

  test('gives no credit for idle time', () => {
    const action = bandwidth.onChunk({
      ...momentOf({ rate: 10 }, { paidUntilMs: 100 }, { nowMs: 5000 }),
      ...chunkOf(500, 5000),
    });
    assert.equal(action.do === 'deliver' && action.atMs, 5050);
  });

  test('gives no more credit than 100 ms for the time in which the receiver did not read', () => {
    const action = bandwidth.onChunk({
      ...momentOf({ rate: 10 }, { paidUntilMs: 100 }, { nowMs: 5000 }),
      ...chunkOf(500, 90),
    });
    assert.equal(action.do === 'deliver' && action.atMs, 4950);
  });

  test('a large read soon after the last byte is late, not idle; a small one, a late one or the first is idle', () => {
    const atMs = (sizeBytes: number, arrivedMs: number, handedOnMs: number | undefined): number => {
      const moment = momentOf({ rate: 1000 }, { paidUntilMs: 100 }, { nowMs: arrivedMs, handedOnMs });
      const action = bandwidth.onChunk({ ...moment, ...chunkOf(sizeBytes, arrivedMs) });
      return action.do === 'deliver' ? action.atMs : NaN;
    };
    assert.equal(atMs(50_000, 110, 100), 150);
    assert.equal(atMs(10_000, 110, 100), 120);
    assert.equal(atMs(50_000, 121, 100), 171);
    assert.equal(atMs(50_000, 110, undefined), 160);
  });

  test('a stream never gets ahead of its rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.integer({ min: 1, max: 65_536 }), { maxLength: 50 }),
        (rate, sizes) => {
          let state = bandwidth.start({ nowMs: 0, live: false });
          let [nowMs, passed] = [0, 0];
          for (const size of sizes) {
            for (let left = size; left > 0;) {
              const action = bandwidth.onChunk({ ...momentOf({ rate }, state, { nowMs }), ...chunkOf(left) });
              assert.ok(action.do === 'deliver' && action.next !== undefined);
              [nowMs, state] = [Math.max(nowMs, action.atMs), action.next];
              passed += action.sizeBytes;
              left -= action.sizeBytes;
              assert.ok(nowMs >= passed / rate - 1e-6, `${passed} bytes after ${nowMs} ms at ${rate} KB/s`);
            }
          }
        },
      ),
    );
  });

  test('rate 0 holds everything', () => {
    assert.deepEqual(bandwidth.onChunk({ ...momentOf({ rate: 0 }, { paidUntilMs: 0 }), ...chunkOf(1) }), {
      do: 'hold',
    });
  });

  test('refuses a negative rate, which ends the real Toxiproxy', () => {
    assert.equal(bandwidth.refuse?.({ rate: -1 }), 'rate must be at least 0 KB/s, found -1');
  });
});

describe('bandwidth’s receipt', () => {
  test('is not left when far more passed than the rate allows, and the rest waited for a slow reader', () => {
    const surely = { fromUs: 0, untilUs: 60_000_000 };
    // 10 KB/s and a credit of 100 ms: 1000 B may pass at once, and far more than that when there is no rate at all.
    const story = (firstBytes: number) =>
      new WireStory()
        .opened(0)
        .received('downstream', 1, firstBytes + 1000)
        .sent('downstream', 2, firstBytes)
        .sent('downstream', 900, 1000)
        .evidence({ rate: 10 }, { surely });
    assert.match(bandwidth.receipt(story(4000)).explanation, /3.91 KiB passed within 1 ms/);
    assert.equal(bandwidth.receipt(story(1000)).left, true);
  });

  test('is left when N bytes took at least N / rate', () => {
    const story = new WireStory().opened(0).received('downstream', 0, 1000).sent('downstream', 100, 1000);
    const receipt = bandwidth.receipt(story.evidence({ rate: 10 }));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: 1000 B took 100 ms, 100 ms were due',
      evidence: [1, 2],
    });
  });

  test('is not left when they were faster', () => {
    const story = new WireStory().opened(0).received('downstream', 0, 1000).sent('downstream', 50, 1000);
    const receipt = bandwidth.receipt(story.evidence({ rate: 10 }));
    assert.equal(receipt.left, false);
    assert.match(receipt.explanation, /on connection 1: 1000 B took 50 ms, though 100 ms were due/);
  });

  test('is not left by so few bytes that nobody could notice', () => {
    const story = new WireStory().opened(0).received('downstream', 0, 4).sent('downstream', 1, 4);
    const { left, explanation } = bandwidth.receipt(story.evidence({ rate: 100 }));
    assert.equal(left, false);
    assert.match(
      explanation,
      /4 B took 1 ms; at this rate 40 µs are due, too few to notice\. Try: let more bytes pass: 500 B or more/,
    );
  });

  test('is not left by the pauses of a sender, however long all of it took', () => {
    const story = new WireStory().opened(0);
    // At 100 KB/s each message would take 10 ms; the three of them are spread over two seconds.
    for (const atMs of [0, 1000, 2000]) story.received('downstream', atMs, 1000).sent('downstream', atMs + 1, 1000);
    const { left, explanation } = bandwidth.receipt(story.evidence({ rate: 100 }));
    assert.equal(left, false);
    assert.match(explanation, /on connection 1: 1000 B took 1 ms, though 10 ms were due/);
  });

  test('counts together what came while other bytes were waiting', () => {
    const story = new WireStory().opened(0);
    for (const atMs of [0, 1, 2]) story.received('downstream', atMs, 300);
    for (const atMs of [3, 6, 9]) story.sent('downstream', atMs, 300);
    const { explanation } = bandwidth.receipt(story.evidence({ rate: 100 }));
    assert.equal(explanation, 'connection 1: 900 B took 9 ms, 9 ms were due');
  });

  test('a large read soon after the last byte goes on with what was before, as the toxic counts it', () => {
    const story = new WireStory()
      .opened(0)
      .received('downstream', 0, 40_000)
      .sent('downstream', 400, 40_000)
      .received('downstream', 410, 40_000)
      .sent('downstream', 800, 40_000);
    const { explanation } = bandwidth.receipt(story.evidence({ rate: 100 }));
    assert.equal(explanation, 'connection 1: 78.1 KiB took 800 ms, 800 ms were due');
  });

  test('is left by one stretch that took its time, after others that could not', () => {
    const story = new WireStory()
      .opened(0)
      .received('downstream', 0, 1)
      .sent('downstream', 1, 1)
      .received('downstream', 500, 1000)
      .sent('downstream', 510, 1000);
    const receipt = bandwidth.receipt(story.evidence({ rate: 100 }));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: 1000 B took 10 ms, 10 ms were due',
      evidence: [3, 4],
    });
  });

  test('is left by bytes that were still waiting when the connection ended', () => {
    const story = new WireStory()
      .opened(0)
      .received('downstream', 0, 100_000)
      .sent('downstream', 100, 1000)
      .closed(150);
    const { explanation } = bandwidth.receipt(story.evidence({ rate: 10 }));
    assert.equal(explanation, 'connection 1: 96.7 KiB kept for 150 ms, until the connection was over');
  });

  test('at rate 0 only kept bytes count', () => {
    const passed = new WireStory().opened(0).received('downstream', 0, 10).sent('downstream', 1, 10);
    assert.equal(bandwidth.receipt(passed.evidence({ rate: 0 })).left, false);
    const kept = new WireStory().opened(0).received('downstream', 0, 10);
    assert.equal(bandwidth.receipt(kept.evidence({ rate: 0 }, { healedUs: 20_000 })).left, true);
  });
});
