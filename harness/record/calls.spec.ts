import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callEndUs, callsOf } from './calls.js';
import { RecordBuilder } from './record-builder.js';

const EVENTS = new RecordBuilder()
  .call('client', 'recv', { atUs: 100, durationUs: 50, sizeBytes: 4 })
  .call('client', 'recv', { atUs: 400, thread: 2 })
  .call('server', 'accept', { atUs: 50, durationUs: 300, run: 2 })
  .event(30, 'call.returned', {
    program: 'client',
    run: 1,
    pid: 9,
    call: 1,
    thread: 1,
    name: 'socket',
    fd: 3,
    args: {},
    startUs: 20,
    durationUs: 10,
    outcome: 'ok',
  })
  .build().events;

describe('calls', () => {
  test('are told in the order in which they began, not in which they were recorded', () => {
    assert.deepEqual(
      callsOf(EVENTS).map(({ name, startUs }) => [name, startUs]),
      [
        ['socket', 20],
        ['accept', 50],
        ['recv', 100],
        ['recv', 400],
      ],
    );
  });

  test('join entering and returning; one that never came back has no return', () => {
    const [returned, pending] = callsOf(EVENTS, { program: 'client', name: 'recv' });
    assert.equal(returned?.returned?.data.sizeBytes, 4);
    assert.equal(pending?.returned, undefined);
    assert.equal(pending?.entered?.atUs, 400);
  });

  test('that never block have only their return', () => {
    const [socket] = callsOf(EVENTS, { name: 'socket' });
    assert.equal(socket?.entered, undefined);
    assert.equal(socket?.startUs, 20);
  });

  test('are over when they returned, or were last watched', () => {
    const [returned, pending] = callsOf(EVENTS, { name: 'recv' });
    assert.ok(returned !== undefined && pending !== undefined);
    assert.equal(callEndUs(returned, 1_000), 150);
    assert.equal(callEndUs(pending, 1_000), 1_000);
  });

  test('are chosen by program, run and name', () => {
    assert.equal(callsOf(EVENTS, { program: 'server', run: 2 }).length, 1);
    assert.equal(callsOf(EVENTS, { program: 'server', run: 1 }).length, 0);
  });
});
