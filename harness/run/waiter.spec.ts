import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import type { Condition } from '../plan/index.js';
import { Recorder } from '../record/recorder.js';
import { TcpSampler } from './tcp-sampler.js';
import { Waiter, type Waited } from './waiter.js';

const SECOND = 1_000_000;

/** A waiter on a record that the test writes; `takenMs`: by the machine, of every wait. */
function waiting(takenMs = 0) {
  const recorder = new Recorder();
  const stop = new AbortController();
  const runs = new Map<string, number>();
  const waiter = new Waiter({
    recorder,
    sampler: new TcpSampler(recorder),
    runOf: (program) => runs.get(program) ?? 0,
    signal: stop.signal,
    machine: { begin: () => undefined, delayUs: () => takenMs * 1_000 },
  });
  const start = (program: string): void => {
    const run = (runs.get(program) ?? 0) + 1;
    runs.set(program, run);
    const data = { program, run, pid: 1, argv: [program], trace: 'none' } as const;
    recorder.emit({ observer: 'harness', kind: 'process.spawned', data });
  };
  const print = (program: string, text: string, stream: 'stdout' | 'stderr' = 'stdout'): void => {
    const data = { program, run: runs.get(program) ?? 1, stream, text };
    recorder.emit({ observer: 'stdio', kind: 'output.line', data });
  };
  const exit = (program: string, code: number): void => {
    const data = { program, run: runs.get(program) ?? 1, code, signal: null };
    recorder.emit({ observer: 'harness', kind: 'process.exited', data });
  };
  return { waiter, recorder, stop, start, print, exit };
}

const output = (line: string, stream?: 'stdout' | 'stderr'): Condition => ({
  on: 'output',
  program: 'it',
  stream,
  line: { equals: line },
});
const exitOf = (code?: number): Condition => ({ on: 'exit', program: 'it', code, signal: undefined });

/** Without by how much it was late, which depends on this machine. */
function missed({ late, ...rest }: Waited): Omit<Waited, 'late'> {
  assert.equal(late?.came, false);
  return rest;
}

describe('waiting for output', () => {
  test('is met by a line that is there already', async () => {
    const { waiter, start, print } = waiting();
    start('it');
    print('it', 'ready');
    assert.equal((await waiter.waitFor(output('ready'), SECOND)).met, true);
  });

  test('is met by a line that comes', async () => {
    const { waiter, start, print } = waiting();
    start('it');
    const waited = waiter.waitFor(output('ready'), 60 * SECOND);
    print('it', 'ready');
    assert.equal((await waited).met, true);
  });

  test('consumes: a line can’t satisfy two waits, nor can one before it', async () => {
    const { waiter, start, print } = waiting();
    start('it');
    for (const line of ['a', 'b', 'a']) print('it', line);
    assert.equal((await waiter.waitFor(output('b'), SECOND)).met, true);
    assert.equal((await waiter.waitFor(output('a'), SECOND)).met, true);
    assert.deepEqual(missed(await waiter.waitFor(output('a'), 20_000)), {
      met: false,
      expected: 'it prints the line "a" within 20 ms',
      actual: 'it is still running after 20 ms; it printed no line since',
    });
  });

  test('consumes each stream for itself, and both if it names none', async () => {
    const { waiter, start, print } = waiting();
    start('it');
    print('it', 'x', 'stderr');
    print('it', 'x', 'stdout');
    assert.equal((await waiter.waitFor(output('x', 'stdout'), SECOND)).met, true);
    assert.equal((await waiter.waitFor(output('x', 'stderr'), SECOND)).met, true);
    print('it', 'y', 'stdout');
    assert.equal((await waiter.waitFor(output('y'), SECOND)).met, true);
    assert.equal((await waiter.waitFor(output('y', 'stdout'), 1_000)).met, false);
  });

  test('is not met by an earlier start of the program', async () => {
    const { waiter, start, print } = waiting();
    start('it');
    print('it', 'ready');
    start('it');
    assert.equal((await waiter.waitFor(output('ready'), 1_000)).met, false);
  });

  test('ends at once when the program exits, and shows the closest line and its last words', async () => {
    const { waiter, start, print, exit } = waiting();
    start('it');
    print('it', 'redy');
    print('it', 'no such file', 'stderr');
    const waited = waiter.waitFor(output('ready', 'stdout'), 60 * SECOND);
    exit('it', 2);
    assert.deepEqual(await waited, {
      met: false,
      expected: 'it prints the line "ready" within 60 s',
      actual: 'it exited with code 2; last on stderr: no such file; the closest line is "redy"',
    });
  });
});

describe('waiting for an exit', () => {
  test('with another code becomes impossible at once', async () => {
    const { waiter, start, exit } = waiting();
    start('it');
    const waited = waiter.waitFor(exitOf(0), 60 * SECOND);
    exit('it', 3);
    assert.deepEqual(await waited, {
      met: false,
      expected: 'it exits with code 0 within 60 s',
      actual: 'it exited with code 3',
    });
  });

  test('of a program that was never started is missed at its deadline, and says so', async () => {
    const { waiter } = waiting();
    const beganAtMs = performance.now();
    assert.deepEqual(missed(await waiter.waitFor(exitOf(), 30_000)), {
      met: false,
      expected: 'it exits within 30 ms',
      actual: 'it was not started after 30 ms',
    });
    // The loop's clock may be a millisecond behind.
    assert.ok(performance.now() - beganAtMs >= 29);
  });
});

describe('a wait of either kind', () => {
  test('ends with the run, and says that this was the reason', async () => {
    const { waiter, start, stop } = waiting();
    start('it');
    const waited = waiter.waitFor(exitOf(), 60 * SECOND);
    stop.abort();
    assert.deepEqual(await waited, {
      met: false,
      expected: 'it exits within 60 s',
      actual: 'it is still running when the run was ended',
    });
  });

  test('leaves no listener on the run’s signal, met or missed', async () => {
    const { waiter, start, print, stop } = waiting();
    start('it');
    print('it', 'ready');
    await waiter.waitFor(output('ready'), SECOND);
    await waiter.waitFor(output('ready'), 1_000);
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  });
});

describe('waiting for a rule’s trigger', () => {
  test('does not consume, and sees every start of the program', async () => {
    const { waiter, start, print } = waiting();
    start('it');
    start('it');
    const over = new AbortController();
    const triggered = waiter.waitForTrigger(output('ready'), over.signal);
    print('it', 'ready');
    assert.equal(await triggered, true);
    assert.equal((await waiter.waitFor(output('ready'), SECOND)).met, true);
  });

  test('outlasts an exit, and ends when the steps are over', async () => {
    const { waiter, start, exit, stop } = waiting();
    start('it');
    const over = new AbortController();
    const triggered = waiter.waitForTrigger(output('ready'), over.signal);
    exit('it', 0);
    over.abort();
    assert.equal(await triggered, false);
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  });
});

describe(
  'waiting for a state of the kernel',
  { skip: process.platform === 'linux' ? false : 'no /proc/net/tcp' },
  () => {
    const tcp = (port: number, absent = false): Condition => ({ on: 'tcp', port, states: ['LISTEN'], absent });

    test('is met as soon as a socket of the port is in it', async (t) => {
      const server = createServer().unref();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => void server.close());
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      const { waiter, recorder } = waiting();
      const waited = await waiter.waitFor(tcp(port), 10 * SECOND);
      assert.deepEqual(waited, { met: true, expected: `port ${port} has a socket in LISTEN`, actual: waited.expected });
      assert.equal(recorder.events.at(-1)?.kind, 'tcp.sampled');
      assert.equal((await waiter.waitFor(tcp(port, true), 1_000)).actual, `port ${port} has sockets in LISTEN`);
    });

    test('is missed at its deadline, and says what there is instead', async () => {
      const { waiter } = waiting();
      // Port 1 is nobody's (tcpmux).
      assert.deepEqual(missed(await waiter.waitFor(tcp(1), 20_000)), {
        met: false,
        expected: 'port 1 has a socket in LISTEN within 20 ms',
        actual: 'port 1 has no socket at all',
      });
    });
  },
);

describe('a wait whose time is over', () => {
  test('goes on for as long as the machine took time away: what comes then came late, by so much', async () => {
    const { waiter, start, print } = waiting(60_000);
    start('it');
    const waited = waiter.waitFor(output('ready'), 100_000);
    // The bound is 100 ms, and the machine took a minute of it: so it waits for a second more.
    setTimeout(() => print('it', 'ready'), 150);
    const { met, expected, actual, late } = await waited;
    assert.ok(late !== undefined && late.came && !met, actual);
    assert.equal(expected, 'it prints the line "ready" within 100 ms');
    assert.match(actual, /^it came, but .* too late$/);
    // It came 150 ms after the beginning, at the earliest (a timer's clock may be a millisecond behind).
    assert.ok(late.byUs >= 49_000, String(late.byUs));
    assert.equal(late.untilUs - late.fromUs, 100_000 + late.byUs);
  });

  test('is given a second more at most, or three times its bound', async () => {
    const { waiter, start } = waiting(60_000);
    start('it');
    const { late } = await waiter.waitFor(output('ready'), 50_000);
    assert.ok(late !== undefined && !late.came);
    // The timers' clock may be a millisecond behind.
    assert.ok(late.byUs >= 999_000, String(late.byUs));
  });

  test('is in time when what it waited for had come in time, though that is told later', async () => {
    const { waiter, recorder, start } = waiting(60_000);
    start('it');
    const waited = waiter.waitFor(exitOf(), 100_000);
    const atUs = recorder.now();
    const data = { program: 'it', run: 1, code: 0, signal: null } as const;
    // Somebody else holds its descriptors: the exit is told after 250 ms, but dated when it happened.
    setTimeout(() => recorder.emit({ observer: 'harness', kind: 'process.exited', data, atUs }), 150);
    const { met, late } = await waited;
    assert.deepEqual([met, late], [true, undefined]);
  });

  test('is late by more than what the machine took, where nothing comes', async () => {
    const { waiter, start } = waiting(40);
    start('it');
    const { late } = await waiter.waitFor(output('ready'), 100_000);
    assert.ok(late !== undefined && !late.came && late.byUs > 40_000, String(late?.byUs));
  });

  test('is not a matter of time when what comes then can’t be met any more', async () => {
    const { waiter, start, exit } = waiting(60_000);
    start('it');
    const waited = waiter.waitFor(exitOf(0), 50_000);
    setTimeout(() => exit('it', 3), 80);
    assert.deepEqual(await waited, {
      met: false,
      expected: 'it exits with code 0 within 50 ms',
      actual: 'it exited with code 3',
    });
  });
});
