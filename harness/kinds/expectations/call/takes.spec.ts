import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RecordBuilder } from '../../../record/record-builder.js';
import type { EventData } from '../../../record/event.js';
import type { RunRecord } from '../../../record/run-record.js';
import { judgeClause, told } from '../judge-entry.js';

interface Machine {
  readonly runDelayUs?: number;
  readonly noise?: EventData['noise.measured'];
  /** No connection passes a proxy. */
  readonly direct?: boolean;
  /** The harness heals a fault while the call waits. */
  readonly heals?: boolean;
  /** A call of the server, and how long it waited for a CPU. */
  readonly server?: { readonly atUs: number; readonly durationUs: number; readonly runDelayUs: number };
}

/** A recv that began at 1 s and timed out after `durationUs`. */
function timedOut(durationUs: number, { runDelayUs, noise, server, direct, heals }: Machine = {}): RunRecord {
  const builder = new RecordBuilder().start(0, 'server').start(0, 'client');
  builder.noise(900_000, { harnessLagUs: 400_000, proxyLagUs: 400_000, stealUs: 400_000 });
  if (server !== undefined) builder.call('server', 'recv', server);
  if (direct !== true) builder.open(950_000, { link: 'wire', connection: 1 });
  if (heals === true) builder.event(1_100_000, 'fault.healed', { name: 'slow' });
  const delay = runDelayUs === undefined ? {} : { runDelayUs };
  builder.raise('client', 'recv', 'TimeoutError', { atUs: 1_000_000, durationUs, ...delay });
  if (noise !== undefined) builder.noise(1_300_000, noise);
  return builder.exit(9_000_000, 'client', 1).build();
}

const takes = (bounds: unknown): Record<string, unknown> => ({ call: { by: 'client', name: 'recv' }, takes: bounds });
const BOUNDS = takes({ 'at-least': '500ms', 'at-most': '600ms' });

describe('how long a call takes', () => {
  const rows: readonly (readonly [string, RunRecord, string])[] = [
    ['in its bounds', timedOut(500_000), 'held: recv took 500 ms and raised TimeoutError'],
    ['at the upper bound', timedOut(600_000), 'held: recv took 600 ms and raised TimeoutError'],
    ['within the clock’s rounding', timedOut(499_999), 'held: recv took 499.999 ms and raised TimeoutError'],
    ['early', timedOut(499_998), 'broken: recv took 499.998 ms and raised TimeoutError: 2 µs too early'],
    [
      'early on a noisy machine: noise makes nothing early',
      timedOut(400_000, { runDelayUs: 200_000 }),
      'broken: recv took 400 ms and raised TimeoutError: 100 ms too early',
    ],
    ['late on a quiet machine', timedOut(700_000), 'broken: recv took 700 ms and raised TimeoutError: 100 ms too late'],
    [
      'late, all of it waited for a CPU',
      timedOut(700_000, { runDelayUs: 100_000 }),
      'inconclusive: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains all (it waited 100 ms for a CPU)',
    ],
    [
      'late, and still late after what was waited',
      timedOut(700_000, { runDelayUs: 90_000 }),
      'broken: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains only 90 ms (it waited 90 ms for a CPU)',
    ],
    [
      'late by the proxy, the hypervisor and a wait',
      timedOut(700_000, { runDelayUs: 40_000, noise: { harnessLagUs: 5_000, proxyLagUs: 50_000, stealUs: 10_000 } }),
      'inconclusive: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains all ' +
        '(it waited 40 ms for a CPU, the proxy came up to 50 ms late, the hypervisor took 10 ms)',
    ],
    [
      'late by the harness, of a Toxiproxy that is not embedded',
      timedOut(700_000, { noise: { harnessLagUs: 100_000 } }),
      'inconclusive: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains all (the harness came up to 100 ms late)',
    ],
    [
      'late, and the harness too, but it did nothing that the call could have waited for',
      timedOut(700_000, { noise: { harnessLagUs: 900_000, proxyLagUs: 1_000 } }),
      'broken: recv took 700 ms and raised TimeoutError: 100 ms too late',
    ],
    [
      'late, and the harness healed a fault meanwhile',
      timedOut(700_000, { noise: { harnessLagUs: 99_000, proxyLagUs: 1_000 }, heals: true }),
      'inconclusive: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains all (the proxy came up to 1 ms late, the harness came up to 99 ms late)',
    ],
    [
      'late, and the proxy too, but nothing passed it',
      timedOut(700_000, { noise: { harnessLagUs: 0, proxyLagUs: 900_000 }, direct: true }),
      'broken: recv took 700 ms and raised TimeoutError: 100 ms too late',
    ],
    [
      'late because the server waited for a CPU meanwhile',
      timedOut(700_000, { server: { atUs: 1_100_000, durationUs: 200_000, runDelayUs: 120_000 } }),
      'inconclusive: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains all (other programs waited 120 ms for a CPU)',
    ],
    [
      'noise before the call excuses nothing',
      timedOut(700_000, { server: { atUs: 100_000, durationUs: 800_000, runDelayUs: 800_000 } }),
      'broken: recv took 700 ms and raised TimeoutError: 100 ms too late',
    ],
    [
      'of a server’s wait only what lies in the call counts',
      timedOut(700_000, { server: { atUs: 200_000, durationUs: 850_000, runDelayUs: 800_000 } }),
      'broken: recv took 700 ms and raised TimeoutError: 100 ms too late, of which the machine explains only 50 ms (other programs waited 50 ms for a CPU)',
    ],
  ];
  for (const [what, record, expected] of rows) {
    test(what, () => assert.equal(told(judgeClause(BOUNDS, record)), expected));
  }

  test('expected reads as it is written, at-once is 100 ms', () => {
    assert.equal(judgeClause(BOUNDS, timedOut(500_000)).expected, 'recv takes at least 500 ms and at most 600 ms');
    assert.equal(judgeClause(takes('at-once'), timedOut(99_000)).expected, 'recv takes at most 100 ms');
    assert.equal(judgeClause(takes('at-once'), timedOut(100_001)).outcome, 'broken');
  });

  test('the finding carries what is to be drawn', () => {
    const { timing } = judgeClause(BOUNDS, timedOut(700_000));
    assert.deepEqual(timing, { actualUs: 700_000, atLeastUs: 500_000, atMostUs: 600_000 });
    assert.deepEqual(judgeClause(takes({ 'at-least': '1s' }), timedOut(700_000)).timing, {
      actualUs: 700_000,
      atLeastUs: 1_000_000,
    });
  });

  test('the noise that excuses is among the evidence', () => {
    const record = timedOut(700_000, { noise: { harnessLagUs: 100_000 } });
    const kinds = judgeClause(BOUNDS, record).evidence.map((seq) => record.events[seq]?.kind);
    assert.deepEqual(kinds, ['call.entered', 'call.returned', 'noise.measured']);
  });

  test('a call that never came back has no duration to hold the claim', () => {
    const record = new RecordBuilder()
      .start(0, 'client')
      .call('client', 'recv', { atUs: 0 })
      .cleanup(5_000_000)
      .build();
    assert.equal(
      told(judgeClause(BOUNDS, record)),
      'broken: recv had not come back after 5 s, when the steps were over',
    );
  });

  test('noise never turns held into anything, nor late into held', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), fc.nat(3_000_000), (durationUs, runDelayUs) => {
        const quiet = judgeClause(BOUNDS, timedOut(durationUs)).outcome;
        const noisy = judgeClause(BOUNDS, timedOut(durationUs, { runDelayUs })).outcome;
        if (quiet === 'held') assert.equal(noisy, 'held');
        else assert.notEqual(noisy, 'held');
        if (durationUs < 499_999) assert.equal(noisy, 'broken');
      }),
    );
  });
});
