import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallReturned } from '../../record/events/call-events.js';
import { findPythons, type Python } from './spec-support/pythons.js';
import { programPath, runTraced, type Traced } from './spec-support/run-program.js';

const pythons = findPythons();

for (const python of pythons) {
  describe(`Python ${python.version}`, { concurrency: 2 }, () => {
    test('shows each call with its arguments, its result and its timeout', async () => {
      checkPair(await runScript(python, PAIR));
    });

    test('shows a call that has not come back', async () => {
      const traced = await runScript(
        python,
        'import os, signal, socket, threading\n' +
          'a, b = socket.socketpair()\n' +
          'threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()\n' +
          'a.recv(5)\n',
      );
      assert.equal(traced.signal, 'SIGKILL');
      const entered = traced.events('call.entered').filter(({ data }) => data.name === 'recv');
      assert.deepEqual(
        entered.map(({ data }) => [data.args, data.timeoutS]),
        [[{ bufsize: 5 }, null]],
      );
      assert.equal(traced.events('call.returned').filter(({ data }) => data.name === 'recv').length, 0);
    });

    test('never writes "entered" for a call that need not wait', async () => {
      const traced = await runScript(
        python,
        'import socket\na, b = socket.socketpair()\na.send(b"x")\nb.recv(1)\na.close()\nb.settimeout(5)\nb.recv(1)\n',
      );
      assert.deepEqual(
        traced.events('call.entered').map(({ data }) => data.name),
        [],
      );
    });

    test('is traced in forked and inheriting children, each under its own pid', async () => {
      const traced = await runTraced(python, [programPath('children')]);
      const started = traced.events('trace.started').map(({ data }) => data.pid);
      // The program, its fork, multiprocessing's fork, the child with close_fds=False, the one of os.system.
      assert.equal(new Set(started).size, 5);
      for (const { data } of traced.events('call.returned')) assert.ok(started.includes(data.pid));
    });

    test('tells the calls of a program that becomes another one apart', async () => {
      const again = 'import os, socket, sys; a, b = socket.socketpair(); a.send(b"x")';
      const traced = await runScript(
        python,
        `${again}; os.execv(sys.executable, ["it", "-c", ${JSON.stringify(again)}])`,
      );
      const calls = traced.events('call.returned').map(({ data }) => `${data.pid} ${data.call}`);
      assert.equal(returnedFrom(traced, 'send').length, 2);
      assert.equal(new Set(calls).size, calls.length);
    });

    test('tells who closed a socket', async () => {
      const traced = await runScript(python, CLOSINGS);
      assert.deepEqual(
        returnedFrom(traced, 'close').map(({ args, result }) => ({ ...args, ...result })),
        [
          { by: 'call' },
          { by: 'with' },
          { by: 'with', exception: 'KeyError' },
          { by: 'with', exception: 'TimeoutError' },
          { by: 'call', open: true },
          { by: 'makefile' },
          { by: 'collector' },
        ],
      );
      assert.equal(returnedFrom(traced, 'detach').length, 1);
    });

    test('shows a wait for several sockets, but not a mere look, nor a wait for other files', async () => {
      const traced = await runScript(python, SELECTING);
      assert.deepEqual(
        returnedFrom(traced, 'select').map(({ fd, args, timeoutS, result }) => [fd, args, timeoutS, result]),
        [
          [-1, { files: 2 }, 0.05, { ready: 0 }],
          [-1, { files: 1 }, null, { ready: 1 }],
        ],
      );
    });

    test('measures a timeout: never early, and the time without a CPU beside it', async () => {
      const traced = await runScript(
        python,
        'import socket\na, b = socket.socketpair()\na.settimeout(0.2)\ntry: a.recv(1)\nexcept OSError: pass\n',
      );
      const [call] = returnedFrom(traced, 'recv');
      assert.ok(call !== undefined);
      assert.equal(call.exception, 'TimeoutError');
      assert.equal(call.message, 'timed out');
      assert.equal(call.errno, undefined);
      // settimeout rounds up to whole milliseconds and never returns early (behaviours: timeout-precision-never-early).
      assert.ok(call.durationUs >= 200_000, `${call.durationUs} µs`);
      assert.ok(call.runDelayUs === undefined || (call.runDelayUs >= 0 && call.runDelayUs <= call.durationUs));
    });
  });
}

if (pythons.length === 0) test('no Python >= 3.9 here', { skip: 'install one to test the shim' }, () => undefined);

function runScript(python: Python, script: string): Promise<Traced> {
  return runTraced(python, ['-c', script]);
}

function returnedFrom(traced: Traced, name: string): readonly CallReturned[] {
  return traced
    .events('call.returned')
    .map(({ data }) => data)
    .filter((data) => data.name === name);
}

const PAIR = `
import socket
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(3)
    with socket.socket() as client:
        client.settimeout(2.5)
        client.connect(listener.getsockname())
        conn, addr = listener.accept()
        with conn:
            client.sendall(b"hello")
            print(conn.recv(3), conn.recv(100))
            client.shutdown(socket.SHUT_WR)
            print(conn.recv(9))
`;

function checkPair(traced: Traced): void {
  assert.equal(traced.stderr, '');
  const calls = traced.events('call.returned').map(({ data }) => data);
  const [bound, connected] = ['bind', 'connect'].map((name) => calls.find((call) => call.name === name)?.result);
  const port = bound?.['port'];
  const localPort = connected?.['localPort'];
  const fds = calls.filter(({ name }) => name === 'socket').map(({ fd }) => fd);
  const [listener = -2, client = -2] = fds;
  const conn = calls.find(({ name }) => name === 'accept')?.result?.['fd'];
  assert.ok(new Set([listener, client, conn]).size === 3);
  assert.deepEqual(
    calls.map(({ name, fd, args, timeoutS, sizeBytes, result }) => [name, fd, args, timeoutS, sizeBytes, result]),
    [
      ['socket', listener, { family: 'AF_INET', type: 'SOCK_STREAM', proto: 0 }, null, undefined, { fd: listener }],
      ['setsockopt', listener, { level: 'SOL_SOCKET', option: 'SO_REUSEADDR', value: 1 }, null, undefined, undefined],
      ['bind', listener, { host: '127.0.0.1', port: 0 }, null, undefined, { host: '127.0.0.1', port }],
      ['listen', listener, { backlog: 3 }, null, undefined, undefined],
      ['socket', client, { family: 'AF_INET', type: 'SOCK_STREAM', proto: 0 }, null, undefined, { fd: client }],
      ['settimeout', client, { seconds: 2.5 }, null, undefined, undefined],
      ['connect', client, { host: '127.0.0.1', port }, 2.5, undefined, { localHost: '127.0.0.1', localPort }],
      ['accept', listener, {}, null, undefined, { fd: conn, host: '127.0.0.1', port: localPort }],
      ['sendall', client, { size: 5 }, 2.5, 5, undefined],
      ['recv', conn, { bufsize: 3 }, null, 3, undefined],
      ['recv', conn, { bufsize: 100 }, null, 2, undefined],
      ['shutdown', client, { how: 'SHUT_WR' }, 2.5, undefined, undefined],
      ['recv', conn, { bufsize: 9 }, null, 0, undefined],
      ['close', conn, { by: 'with' }, null, undefined, undefined],
      ['close', client, { by: 'with' }, 2.5, undefined, undefined],
      ['close', listener, { by: 'with' }, null, undefined, undefined],
    ],
  );
  assert.deepEqual(new Set(calls.map(({ outcome }) => outcome)), new Set(['ok']));
  // One clock: no call begins before the one before it is over.
  const ends = calls.map(({ startUs, durationUs }) => startUs + durationUs);
  assert.ok(calls.every(({ startUs }, i) => i === 0 || startUs >= (ends[i - 1] ?? 0)));
}

const CLOSINGS = `
import socket
a = socket.socket()
a.close()
with socket.socket():
    pass
try:
    with socket.socket():
        raise KeyError
except KeyError:
    pass
try:
    with socket.socket():
        raise socket.timeout
except socket.timeout:
    pass
b = socket.socket()
file = b.makefile("rb")
b.close()
file.close()
c = socket.socket()
c = None
d = socket.socket()
import os
os.close(d.detach())
`;

const SELECTING = `
import os, select, selectors, socket
a, b = socket.socketpair()
reader, writer = os.pipe()
select.select([a, b], [], [], 0)
select.select([reader], [], [], 0.05)
select.select([a, b], [], [], 0.05)
b.send(b"x")
selector = selectors.DefaultSelector()
selector.register(a, selectors.EVENT_READ)
selector.select()
`;
