import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import type { TcpState } from '../../vocabulary/network.js';
import { judgeClause, readEntry, refusals, told } from './judge-entry.js';

function sampled(...samples: readonly (readonly TcpState[])[]): RecordBuilder {
  const builder = new RecordBuilder();
  const address = { host: '127.0.0.1', port: 4000 };
  for (const [index, states] of samples.entries()) {
    const sockets = states.map((state) => ({ local: address, remote: address, state, inode: 0 }));
    builder.event(1_000 * (index + 1), 'tcp.sampled', { port: 4000, sockets });
  }
  return builder;
}

const RECORD = sampled(['LISTEN'], ['LISTEN', 'ESTABLISHED'], ['TIME_WAIT']).cleanup(9_000).build();

describe('the kernel’s sockets of a port', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [{ state: 'ESTABLISHED' }, RECORD, 'held: LISTEN, ESTABLISHED at 2 ms'],
    [{ state: ['FIN_WAIT2', 'TIME_WAIT'] }, RECORD, 'held: TIME_WAIT at 3 ms'],
    [{ state: 'CLOSE_WAIT' }, RECORD, 'broken: TIME_WAIT at 3 ms'],
    [{ state: 'LISTEN', at: 'end' }, RECORD, 'broken: TIME_WAIT at 3 ms'],
    [{ state: 'TIME_WAIT', at: 'end' }, RECORD, 'held: TIME_WAIT at 3 ms'],
    [{ state: 'LISTEN', absent: true }, RECORD, 'held: TIME_WAIT at 3 ms'],
    [{ state: 'TIME_WAIT', absent: true }, RECORD, 'broken: TIME_WAIT at 3 ms'],
    [{ state: 'LISTEN', absent: true, at: 'any' }, RECORD, 'broken: LISTEN at 1 ms'],
    [{ state: 'CLOSE_WAIT', absent: true, at: 'any' }, RECORD, 'held: TIME_WAIT at 3 ms'],
    [{ state: 'LISTEN', absent: true }, sampled([]).build(), 'held: no socket at 1 ms'],
    [
      { state: 'LISTEN' },
      new RecordBuilder().build(),
      'inconclusive: the kernel’s sockets of port 4000 were never sampled',
    ],
    [{ port: 1, state: 'LISTEN' }, RECORD, 'inconclusive: the kernel’s sockets of port 1 were never sampled'],
    [{ state: 'LISTEN' }, sampled(['LISTEN']).cut(), 'held: LISTEN at 1 ms'],
    [
      { state: 'LISTEN', at: 'end' },
      sampled(['LISTEN']).cut(),
      'inconclusive: LISTEN at 1 ms; but the run was cut short: it might have come later',
    ],
    [
      { state: 'CLOSE_WAIT' },
      sampled(['LISTEN']).cut(),
      'inconclusive: LISTEN at 1 ms; but the run was cut short: it might have come later',
    ],
  ];
  for (const [more, record, expected] of rows) {
    test(`${JSON.stringify(more)}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ tcp: { port: 4000, ...more } }, record)), expected);
    });
  }

  const golden: readonly (readonly [object, string])[] = [
    [{ state: 'LISTEN' }, 'a socket of port 4000 in LISTEN at some time'],
    [{ state: ['LISTEN', 'CLOSE'], at: 'end' }, 'a socket of port 4000 in LISTEN or CLOSE when the steps are over'],
    [{ state: 'LISTEN', absent: true }, 'no socket of port 4000 in LISTEN when the steps are over'],
    [{ state: 'LISTEN', absent: true, at: 'any' }, 'no socket of port 4000 in LISTEN at any time'],
  ];
  for (const [more, expected] of golden) {
    test(`expected reads: ${expected}`, () => {
      assert.equal(judgeClause({ tcp: { port: 4000, ...more } }, RECORD).expected, expected);
    });
  }

  test('the label names the port as it is written', () => {
    const { kind } = readEntry({ tcp: { port: 1, state: 'LISTEN' } });
    const spec = { tcp: { port: '${server.port}', state: ['LISTEN', 'CLOSE'], absent: true, at: 'end' } };
    assert.equal(kind.describe(spec), 'tcp server.port not in LISTEN or CLOSE');
  });

  test('a state that tcp(7) does not know is refused', () => {
    assert.notDeepEqual(refusals({ tcp: { port: 4000, state: 'FIN_WAIT_2' } }), []);
  });
});
