import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunEvent } from '../../../record/event.js';
import { Recorder } from '../../../record/recorder.js';
import { runUs } from '../../../vocabulary/time.js';
import { BUDGET_SPENT, MOST_CALL_EVENTS } from '../call-budget.js';
import { CallTeller, type TraceOptions } from './call-teller.js';
import { TraceClock } from './clock.js';
import { parseEnding } from './line.js';
import type { Call, EndedCall } from './thread-calls.js';
import { Threads, type Thread } from './threads.js';
import type { Asked } from './asked.js';

const RECV: Asked = { name: 'recv', fd: 3, args: { bufsize: 9 }, timeoutS: null, mayWait: true };
const GLANCE: Asked = { name: 'poll', fd: 3, args: {}, timeoutS: 0, mayWait: false, isGlance: true };

/** Its wall clock and the run's are the same; `delays` are what the kernel says when it is asked. */
function telling({ delays = [], ...options }: Partial<TraceOptions> & { delays?: (number | undefined)[] } = {}) {
  const recorder = new Recorder();
  const clock = () => ({ wallUs: 0, at: runUs(0), uncertaintyUs: 3 });
  const program = { program: 'it', run: 1, pid: 42, now: () => runUs(0), at: () => runUs(0), wallClock: clock };
  const teller = new CallTeller(
    { ...program, runDelayUs: () => delays.shift() },
    recorder.emit,
    new TraceClock(clock),
    {
      tracer: 'strace 6.1',
      tellsCalls: true,
      tellsSyscalls: false,
      ...options,
    },
  );
  const thread = new Threads((met, birth) => teller.meet(met, birth)).of(42, 5);
  return { teller, thread, kinds: () => recorder.events.map(({ kind }) => kind), events: recorder.events };
}

/** Whatever kind of event it is: the fields that it has. */
const fieldsOf = (event: RunEvent | undefined): Readonly<Record<string, unknown>> => ({ ...event?.data });

const call = (number: number): Call => ({
  syscall: 'read',
  nth: number,
  number,
  startUs: 100,
  lineUs: 100,
  text: '',
  isTold: false,
});

const ended = (number: number, ending: string, endUs = 150): EndedCall => ({
  call: call(number),
  syscall: 'read',
  values: [],
  named: new Map(),
  ending: parseEnding(` ${ending}`) ?? assert.fail(ending),
  endUs,
});

describe('what is told', () => {
  test('is that a process is traced, and not each of its threads', () => {
    const { teller, thread, events } = telling();
    teller.meet({ ...thread, id: 43 }, { isProcess: false, parent: 42, wallUs: 9 });
    assert.deepEqual(
      events.map(({ kind, atUs, data }) => [kind, atUs, data]),
      [['trace.started', 5, { program: 'it', run: 1, pid: 42, tracer: 'strace 6.1' }]],
    );
  });

  test('is a call that may wait when it begins, once, and when it ends', () => {
    const { teller, thread, events } = telling();
    const begun = call(1);
    for (let i = 0; i < 2; i += 1) teller.entered(thread, begun, RECV);
    teller.entered(thread, call(2), { ...RECV, mayWait: false });
    teller.returned(thread, ended(1, '= 4'), RECV);
    const of = { program: 'it', run: 1, pid: 42, call: 1, thread: 42 };
    const asked = { name: 'recv', fd: 3, args: { bufsize: 9 }, timeoutS: null };
    assert.deepEqual(
      events.slice(1).map(({ kind, atUs, data }) => [kind, atUs, data]),
      [
        ['call.entered', 100, { ...of, ...asked }],
        ['call.returned', 150, { ...of, ...asked, startUs: 100, durationUs: 50, outcome: 'ok', sizeBytes: 4 }],
      ],
    );
  });

  test('is an error with its text, and what strace itself did', () => {
    const { teller, thread, events } = telling();
    teller.returned(thread, ended(1, '= -1 EPIPE (Broken pipe) (INJECTED)'), RECV);
    const { outcome, errno, message, injected } = fieldsOf(events.at(-1));
    assert.deepEqual([outcome, errno, message, injected], ['raised', 'EPIPE', 'Broken pipe', true]);
  });

  test('is a look that waits for nothing only if it found something', () => {
    const { teller, thread, kinds } = telling();
    teller.returned(thread, ended(1, '= 0 (Timeout)'), GLANCE);
    assert.deepEqual(kinds(), ['trace.started']);
    teller.returned(thread, ended(2, '= 1'), GLANCE);
    assert.deepEqual(kinds(), ['trace.started', 'call.returned']);
  });

  test('are system calls by their number, if somebody counts them', () => {
    const { teller, thread, events } = telling({ tellsCalls: false, tellsSyscalls: true });
    teller.entered(thread, call(7), RECV);
    teller.returned(thread, ended(7, '= 4'), RECV);
    const [only, ...more] = events;
    assert.deepEqual([only?.kind, more.length], ['syscall.returned', 0]);
    const { syscall, nth } = fieldsOf(only);
    assert.deepEqual([syscall, nth], ['read', 7]);
  });

  test('is each change of a process that is stopped and continued', () => {
    const { teller, kinds } = telling();
    for (const isStopped of [false, true, true, false, false]) teller.stopped(isStopped, 9);
    assert.deepEqual(kinds().slice(1), ['process.stopped', 'process.continued']);
  });

  test('is why a trace is lost, once', () => {
    const { teller, events } = telling();
    for (const reason of ['first', 'second']) teller.lost(reason);
    assert.deepEqual(
      events.slice(1).map(({ kind, data }) => [kind, 'reason' in data && data.reason]),
      [['trace.lost', 'first']],
    );
  });

  test('are not more calls than the budget has, and then the trace is lost', () => {
    const { teller, thread, events } = telling();
    for (let number = 1; number <= MOST_CALL_EVENTS + 5; number += 1)
      teller.returned(thread, ended(number, '= 4'), RECV);
    assert.equal(events.filter(({ kind }) => kind === 'call.returned').length, MOST_CALL_EVENTS);
    const lost = events.at(-1);
    assert.deepEqual(
      [lost?.kind, lost?.data],
      ['trace.lost', { program: 'it', run: 1, pid: 42, reason: BUDGET_SPENT }],
    );
  });
});

describe('the wait for a CPU', () => {
  const delayIn = (delays: (number | undefined)[], us: number): unknown => {
    const { teller, thread, events } = telling({ delays });
    teller.returned(thread, ended(1, '= 4', 100 + us), RECV);
    return fieldsOf(events.at(-1))['runDelayUs'];
  };

  test('is what came to it since it was last asked for', () => assert.equal(delayIn([1000, 1300], 5000), 300));
  test('is no longer than the call', () => assert.equal(delayIn([1000, 9000], 5000), 5000));
  test('is not asked for after a short call', () => assert.equal(delayIn([1000, 1300], 99), undefined));
  test('is not known where the kernel does not say', () => {
    assert.equal(delayIn([undefined, 1300], 5000), undefined);
    assert.equal(delayIn([1000, undefined], 5000), undefined);
  });
});

test('a thread that is met is asked for its wait', () => {
  const { thread }: { thread: Thread } = telling({ delays: [77] });
  assert.equal(thread.runDelayUs, 77);
});
