import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Recorder } from '../record/recorder.js';
import type { Observation, RunEvent } from '../record/event.js';
import type { EventCondition } from './condition-watch.js';
import { watchCondition } from './watch-condition.js';

const client = { program: 'client', run: 1 };

function eventsOf(...observations: readonly Observation[]): readonly RunEvent[] {
  const recorder = new Recorder();
  for (const observation of observations) recorder.emit(observation);
  return recorder.events;
}

const line = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): Observation<'output.line'> => ({
  observer: 'stdio',
  kind: 'output.line',
  data: { ...client, stream, text },
});
const spawned: Observation<'process.spawned'> = {
  observer: 'harness',
  kind: 'process.spawned',
  data: { ...client, pid: 1, argv: ['x'], trace: 'none' },
};
const exited = (code: number): Observation<'process.exited'> => ({
  observer: 'harness',
  kind: 'process.exited',
  data: { ...client, code, signal: null },
});

function feed(condition: EventCondition, run: number | undefined, ...observations: readonly Observation[]) {
  const watch = watchCondition(condition, run);
  const states = eventsOf(...observations).map((event) => watch.feed(event));
  return { states, expected: watch.expected, actual: watch.actual() };
}

const prints = (text: string): EventCondition => ({
  on: 'output',
  program: 'client',
  stream: undefined,
  line: { equals: text },
});

describe('watchCondition', () => {
  test('an output condition is met by the whole line only', () => {
    assert.deepEqual(feed(prints('ciao'), 1, line('ciao bella'), line('ciao')).states, ['waiting', 'met']);
  });

  test('a stream can be asked for', () => {
    const condition: EventCondition = { ...prints('x'), on: 'output', stream: 'stderr' } as EventCondition;
    assert.deepEqual(feed(condition, 1, line('x'), line('x', 'stderr')).states, ['waiting', 'met']);
  });

  test('an exit before the line makes the wait impossible, and tells the ending, the last words and the closest line', () => {
    const { states, expected, actual } = feed(
      prints('reply: ciao'),
      1,
      spawned,
      line('reply: caio'),
      line('ValueError: no', 'stderr'),
      exited(1),
    );
    assert.equal(states.at(-1), 'impossible');
    assert.equal(expected, 'client prints the line "reply: ciao"');
    assert.equal(
      actual,
      'client exited with code 1; last on stderr: ValueError: no; the closest line is "reply: caio"',
    );
  });

  test('an exit with another code than the awaited one is a miss', () => {
    const condition: EventCondition = { on: 'exit', program: 'client', code: 0, signal: undefined };
    const { states, actual } = feed(condition, 1, spawned, exited(3));
    assert.deepEqual(states, ['waiting', 'impossible']);
    assert.equal(actual, 'client exited with code 3');
  });

  test('events of another start of the program do not count', () => {
    const condition: EventCondition = { on: 'exit', program: 'client', code: undefined, signal: undefined };
    assert.deepEqual(feed(condition, 2, spawned, exited(0)).states, ['waiting', 'waiting']);
  });

  test('a rule (any start) survives an exit', () => {
    assert.deepEqual(feed(prints('x'), undefined, exited(0), line('x')).states, ['waiting', 'met']);
  });

  test('the n-th connection counts only its link', () => {
    const opened = (link: string, connection: number): Observation<'connection.opened'> => ({
      observer: 'tap',
      kind: 'connection.opened',
      data: { link, connection, client: { host: '127.0.0.1', port: 1 } },
    });
    const condition: EventCondition = { on: 'connection', link: 'wire', nth: 2 };
    const { states, actual } = feed(condition, 1, opened('wire', 1), opened('other', 1), opened('wire', 2));
    assert.deepEqual(states, ['waiting', 'waiting', 'met']);
    assert.equal(actual, '2 connections so far');
    assert.equal(feed(condition, 1, opened('wire', 1)).actual, '1 connection so far');
  });

  test('bytes add up over connections of the link', () => {
    const received = (sizeBytes: number, connection: number): Observation<'chunk.received'> => ({
      observer: 'tap',
      kind: 'chunk.received',
      data: { link: 'wire', connection, stream: 'upstream', sizeBytes, totalBytes: sizeBytes, chunks: 1 },
    });
    const condition: EventCondition = { on: 'bytes', link: 'wire', stream: 'upstream', atLeast: 2048 };
    assert.deepEqual(feed(condition, 1, received(1024, 1), received(1024, 2)).states, ['waiting', 'met']);
    assert.equal(feed(condition, 1, received(1024, 1)).actual, '1 KiB so far');
  });

  test('a call can be waited for while it is still under way', () => {
    const entered: Observation<'call.entered'> = {
      observer: 'python-calls',
      kind: 'call.entered',
      data: { ...client, pid: 1, call: 1, thread: 1, name: 'recv', fd: 3, args: {} },
    };
    const condition: EventCondition = { on: 'call', program: 'client', name: 'recv', nth: 1, phase: 'entered' };
    assert.deepEqual(feed(condition, 1, entered).states, ['met']);
    assert.deepEqual(feed({ ...condition, phase: 'returned' }, 1, entered).states, ['waiting']);
  });

  test('a miss says how often the call was seen', () => {
    const call = { ...client, pid: 1, call: 1, thread: 1, name: 'recv', fd: 3, args: {} };
    const entered: Observation<'call.entered'> = { observer: 'python-calls', kind: 'call.entered', data: call };
    const second: EventCondition = { on: 'call', program: 'client', name: 'recv', nth: 2, phase: 'entered' };
    const { expected, actual } = feed(second, 1, spawned, entered);
    assert.equal(expected, 'client enters recv #2');
    assert.equal(actual, 'client is running and has entered recv once');
    const { actual: none } = feed({ ...second, phase: 'returned' }, 1, spawned, entered);
    assert.equal(none, 'client is running and has not returned from recv');
  });

  test('a call that had no need to wait was entered when it returned', () => {
    const call = { ...client, pid: 1, thread: 1, name: 'recv', fd: 3, args: {} };
    const returned = (number: number): Observation<'call.returned'> => ({
      observer: 'python-calls',
      kind: 'call.returned',
      data: { ...call, call: number, startUs: 1, durationUs: 2, outcome: 'ok' },
    });
    const entered: Observation<'call.entered'> = {
      observer: 'python-calls',
      kind: 'call.entered',
      data: { ...call, call: 1 },
    };
    const condition: EventCondition = { on: 'call', program: 'client', name: 'recv', nth: 2, phase: 'entered' };
    assert.deepEqual(feed(condition, 1, entered, returned(1), returned(2)).states, ['waiting', 'waiting', 'met']);
  });
});
