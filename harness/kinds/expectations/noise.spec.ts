// Waits and timeouts held against what the machine took away: explained to the end or not at all.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { judgeLateWait } from './noise.js';
import { findStarvedTimeout } from './starved-timeout.js';

const FINDING = {
  clause: 'await exit',
  expected: 'client exits within 1 s',
  actual: 'client is still running after 1 s',
  evidence: [],
};

interface Taken {
  readonly client?: number;
  readonly server?: number;
  readonly lag?: number;
  readonly unknown?: true;
}

/** A wait from 1 s to 2 s, in which programs waited so many ms for a CPU. */
function waited({ client = 0, server = 0, lag = 0, unknown }: Taken): RunRecord {
  const builder = new RecordBuilder().start(0, 'server').start(0, 'client');
  const told = (program: string, ms: number, sinceUs: number, atUs: number): void => {
    const data = { program, run: 1, sinceUs, runDelayUs: ms * 1_000 };
    if (ms > 0) builder.event(atUs, 'process.waited', data);
  };
  // What was before is no excuse, nor what comes after.
  told('client', 400, 100_000, 999_000);
  builder.noise(999_000, { harnessLagUs: 400_000, proxyLagUs: 400_000 });
  told('client', client, 999_000, 2_000_000);
  told('server', server, 999_000, 2_000_000);
  const unknowable = unknown === undefined ? {} : { runDelayUnknown: unknown };
  builder.noise(4_000_000, { harnessLagUs: lag * 1_000, proxyLagUs: 1_000, ...unknowable });
  builder.noise(4_100_000, { harnessLagUs: 900_000, proxyLagUs: 900_000 });
  return builder.build();
}

const late = (came: boolean, byMs: number) => ({
  fromUs: 1_000_000,
  untilUs: 2_000_000 + byMs * 1_000,
  byUs: byMs * 1_000,
  came,
});

describe('a wait that was missed', () => {
  const rows: readonly (readonly [string, Taken, boolean, number, string])[] = [
    ['late on a quiet machine', {}, true, 200, 'broken: late'],
    [
      'late by what one program waited',
      { client: 200 },
      true,
      200,
      'inconclusive: late, of which the machine explains all (client waited 200 ms for a CPU)',
    ],
    [
      'late by what two waited for each other',
      { client: 120, server: 80 },
      true,
      200,
      'inconclusive: late, of which the machine explains all (client waited 120 ms for a CPU, server waited 80 ms for a CPU)',
    ],
    [
      'later than what they waited',
      { client: 100 },
      true,
      200,
      'broken: late, of which the machine explains only 100 ms (client waited 100 ms for a CPU)',
    ],
    [
      'late because the harness was',
      { lag: 250 },
      true,
      200,
      'inconclusive: late, of which the machine explains all (the harness came up to 250 ms late)',
    ],
    [
      'late where the kernel does not tell',
      { lag: 250, unknown: true },
      true,
      200,
      'inconclusive: late, of which the machine explains all (the harness came 250 ms late, which stands for what programs waited for a CPU: this kernel does not tell)',
    ],
    ['never come on a quiet machine', {}, false, 10, 'broken: late'],
    [
      'never come, though the harness was late: what had come it would have seen',
      { lag: 500 },
      false,
      10,
      'broken: late',
    ],
    ['never come on a busy one, and given its time', { client: 30 }, false, 43, 'broken: late'],
    [
      'never come on a busier one, and given its time',
      { client: 300 },
      false,
      340,
      'broken: late; the machine took 300 ms of that time (client waited 300 ms for a CPU), and it was waited for 340 ms longer',
    ],
    [
      'never come where even three times its bound was too little',
      { client: 900, server: 990, lag: 200 },
      false,
      1_800,
      'inconclusive: late, but the machine took 1.89 s of that time (client waited 900 ms for a CPU, server waited 990 ms for a CPU)',
    ],
  ];
  for (const [title, taken, came, byMs, expected] of rows) {
    test(`${title} is ${expected.split(':', 1).join('')}`, () => {
      const { outcome, actual } = judgeLateWait(waited(taken), { ...FINDING, actual: 'late' }, late(came, byMs));
      assert.equal(`${outcome}: ${actual}`, expected);
    });
  }
});

describe('a timeout', () => {
  interface Case {
    readonly timeoutMs: number;
    readonly serverWaitedMs: number;
    readonly name?: string;
  }
  const record = ({ timeoutMs, serverWaitedMs, name = 'recv' }: Case): RunRecord => {
    const builder = new RecordBuilder().start(0, 'server').start(0, 'client');
    const untilUs = 1_000_000 + timeoutMs * 1_000;
    builder.raise('client', name, 'TimeoutError', {
      atUs: 1_000_000,
      durationUs: timeoutMs * 1_000,
      timeoutS: timeoutMs / 1_000,
    });
    const data = { program: 'server', run: 1, sinceUs: 1_000_000, runDelayUs: serverWaitedMs * 1_000 };
    return builder.event(untilUs, 'process.waited', data).build();
  };

  test('that came while another program waited for half of it is the machine’s', () => {
    assert.deepEqual(findStarvedTimeout(record({ timeoutMs: 500, serverWaitedMs: 250 })), {
      fromUs: 1_500_000,
      because:
        'recv of client had timed out while the machine took 250 ms of its 500 ms (other programs waited 250 ms for a CPU)',
    });
  });

  test('that came on a machine with less noise is the program’s', () => {
    assert.equal(findStarvedTimeout(record({ timeoutMs: 500, serverWaitedMs: 249 })), undefined);
  });

  test('so short that a start beside it is half of it is the program’s', () => {
    assert.equal(findStarvedTimeout(record({ timeoutMs: 60, serverWaitedMs: 49 })), undefined);
  });

  test('that the kernel told without an exception counts too, but in no event loop', () => {
    const polled = (name: string): RunRecord => {
      const call = { atUs: 1_000_000, durationUs: 500_000, timeoutS: 0.5, runDelayUs: 300_000 };
      return new RecordBuilder().start(0, 'client').call('client', name, call).build();
    };
    assert.equal(findStarvedTimeout(polled('poll'))?.fromUs, 1_500_000);
    assert.equal(findStarvedTimeout(polled('epoll_wait')), undefined);
  });
});
