import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { monotonicUsOf } from '../../vocabulary/time.js';
import { BUDGET_SPENT, MOST_CALL_EVENTS } from './call-budget.js';
import { pythonCalls, SHIM_FOLDER } from './python-calls.js';
import { observe, type Observed } from './spec-support/recording.js';

const STARTED = '{"started":"CPython 3.12.1","at":1000500,"pid":7}\n';
const CALL = '"fd":4,"pid":7,"thread":8,"call":3,"timeoutS":0.5,"args":{"bufsize":1024}';
const ENTERED = `{"entered":"recv","at":1001000,${CALL}}\n`;
const RETURNED = `{"returned":"recv","at":1001010,"us":2000,"runDelayUs":7,${CALL},"sizeBytes":5,"result":{"host":"x"}}\n`;
const RAISED = `{"returned":"recv","at":1001010,"us":500100,${CALL},"exception":"ConnectionResetError","message":"[Errno 104] Connection reset by peer","errno":"ECONNRESET"}\n`;

/** A run that began at 1 s of the monotonic clock. */
function traced(...pieces: readonly (string | Uint8Array)[]): Observed {
  const observed = observe(pythonCalls, monotonicUsOf(1_000_000));
  for (const piece of pieces) observed.hand(3, piece);
  observed.hand(3, undefined);
  return observed;
}

const lost = (observed: Observed): readonly string[] => observed.events('trace.lost').map(({ data }) => data.reason);

describe('a line of the trace', () => {
  const call = { program: 'subject', run: 1, pid: 7, call: 3, thread: 8, name: 'recv', fd: 4, args: { bufsize: 1024 } };

  test('becomes an event at the time that it names', () => {
    const { events } = traced(STARTED, ENTERED, RETURNED);
    assert.deepEqual(
      [...events('trace.started'), ...events('call.entered'), ...events('call.returned')].map(({ atUs, data }) => [
        atUs,
        data,
      ]),
      [
        [500, { program: 'subject', run: 1, pid: 7, tracer: 'CPython 3.12.1' }],
        [1000, { ...call, timeoutS: 0.5 }],
        // It returned when it began + its duration.
        [
          3010,
          {
            ...call,
            timeoutS: 0.5,
            startUs: 1010,
            durationUs: 2000,
            runDelayUs: 7,
            outcome: 'ok',
            sizeBytes: 5,
            result: { host: 'x' },
          },
        ],
      ],
    );
  });

  test('has a number of its own, also when the process has become another program that counts anew', () => {
    const { events } = traced(STARTED, ENTERED, RETURNED, STARTED, ENTERED, RETURNED);
    const calls = [...events('call.entered'), ...events('call.returned')].map(({ data }) => data.call);
    assert.deepEqual(calls, [3, 6, 3, 6]);
  });

  test('tells an exception from a result', () => {
    const [event] = traced(RAISED).events('call.returned');
    assert.deepEqual(event?.data, {
      ...call,
      timeoutS: 0.5,
      startUs: 1010,
      durationUs: 500_100,
      outcome: 'raised',
      exception: 'ConnectionResetError',
      message: '[Errno 104] Connection reset by peer',
      errno: 'ECONNRESET',
    });
  });

  test('is understood whatever the pieces in which it comes', () => {
    const bytes = Buffer.from(STARTED + ENTERED + RETURNED);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const { events } = traced(bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second));
        assert.equal(events('call.returned').length, 1);
        assert.equal(events('trace.lost').length, 0);
      }),
    );
  });
});

describe('a trace is lost', () => {
  test('when it ends inside a line', () => {
    assert.deepEqual(lost(traced(STARTED, ENTERED.slice(0, 30))), [
      `the trace ends inside a line: ${JSON.stringify(ENTERED.slice(0, 30))}`,
    ]);
  });

  test('when it holds what the shim never writes, which is said once', () => {
    const observed = traced('hello\n', '{"returned":"recv"}\n', '[1]\n', 'null\n', STARTED);
    assert.deepEqual(lost(observed), ['not a line of the shim: "hello"']);
    assert.equal(observed.events('trace.started').length, 1);
  });

  test('when the shim says so', () => {
    assert.deepEqual(lost(traced('{"lost":"the trace was full for a while","at":1000900,"pid":7}\n')), [
      'the trace was full for a while',
    ]);
  });

  test('when it goes on without a line break, without keeping it all', () => {
    const observed = traced(...Array.from({ length: 40 }, () => 'x'.repeat(10_000)));
    assert.deepEqual(lost(observed), ['70000 bytes without a line break on the trace descriptor']);
  });

  test('when a program spins: what it has begun is told to its end, and nothing more', () => {
    const open = ENTERED.replace('"call":3', '"call":4');
    const calls = Array.from({ length: MOST_CALL_EVENTS / 2 }, () => ENTERED + RETURNED);
    const observed = traced(
      STARTED,
      open,
      ...calls,
      open.replace('entered', 'returned').replace(',"fd"', ',"us":1,"result":{},"fd"'),
      RETURNED,
    );
    assert.deepEqual(lost(observed), [BUDGET_SPENT]);
    const ends = observed.events('call.returned').map(({ data }) => data.call);
    assert.equal(ends.at(-1), 4);
    assert.equal(observed.events('call.entered').length + ends.length, MOST_CALL_EVENTS + 2);
  });

  test('never by an exception, whatever the bytes', () => {
    const line = fc.oneof(fc.json(), fc.string(), fc.constantFrom(ENTERED, RETURNED, RAISED, STARTED));
    fc.assert(fc.property(fc.array(line), (lines) => void traced(lines.join('\n'))));
  });
});

test('the shim stands before the modules that the program already has in PYTHONPATH', () => {
  assert.deepEqual(pythonCalls.equip({}), {
    env: { PYTHONPATH: SHIM_FOLDER, GUASTO_TRACE_FD: '3' },
    descriptors: [3],
  });
  assert.equal(pythonCalls.equip({ PYTHONPATH: '/a:/b' }).env['PYTHONPATH'], `${SHIM_FOLDER}:/a:/b`);
});
