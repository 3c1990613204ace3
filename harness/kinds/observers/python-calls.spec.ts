import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { CallReturned } from '../../record/events/call-events.js';
import { pythonCalls, SHIM_FOLDER } from './python-calls.js';
import { findPythons, type Python } from './spec-support/pythons.js';
import { programPath, runPlain, runTraced, type Ended, type Traced } from './spec-support/run-program.js';

const pythons = findPythons();
const older = findPythons({ older: true }).filter(({ minor }) => minor < 9);
const scratch = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
after(() => rmSync(scratch, { recursive: true }));

/** What may differ between two runs of any program: the kernel's ports, places in memory. */
function comparable({ code, signal, stdout, stderr }: Ended, python: Python): Ended {
  const same = (text: string): string =>
    text
      .replace(/0x[0-9a-f]+/g, '0x…')
      .replace(/port=\d+/g, 'port=…')
      .replace(/\('(127\.0\.0\.1|0\.0\.0\.0)', \d+\)/g, "('$1', …)");
  // Before 3.11 no Python function can raise another's exception without appearing in its traceback.
  const ownFrame = /^ {2}File ".*guasto_socket_calls\.py".*\n.*\n/gm;
  return {
    code,
    signal,
    stdout: same(stdout),
    stderr: same(python.minor < 11 ? stderr.replace(ownFrame, '') : stderr),
  };
}

const PROGRAMS = ['threads', 'selecting', 'servers', 'children', 'endings', 'signals', 'daemon', 'surroundings'];

for (const python of pythons) {
  describe(`Python ${python.version}`, { concurrency: 2 }, () => {
    for (const name of PROGRAMS) {
      test(`runs ${name}.py under the trace exactly as without it`, async () => {
        const argv = [programPath(name)];
        const flags = ['-X', 'dev'];
        const plain = await runPlain(python, argv, { flags });
        const traced = await runTraced(python, argv, { flags });
        assert.deepEqual(comparable(traced, python), comparable(plain, python));
        assert.equal(traced.events('trace.lost').length, 0);
        assert.ok(traced.events('trace.started').length > 0);
      });
    }

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

    test('tells who closed a socket', async () => {
      const traced = await runScript(python, CLOSINGS);
      assert.deepEqual(
        returnedFrom(traced, 'close').map(({ args, result }) => ({ ...args, ...result })),
        [
          { by: 'call' },
          { by: 'with' },
          { by: 'with', exception: 'KeyError' },
          { by: 'call', open: true },
          { by: 'makefile' },
          { by: 'collector' },
        ],
      );
      assert.equal(returnedFrom(traced, 'detach').length, 1);
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

    test('runs the user’s own sitecustomize as if it were the only one', async () => {
      writeFileSync(
        join(scratch, 'sitecustomize.py'),
        'import sys\nprint("own", __name__, __file__, sys.path)\nmark = 7\n',
      );
      const script = 'import sys, sitecustomize\nprint(sys.path, sitecustomize.mark, sitecustomize.__file__)\n';
      const env = { PYTHONPATH: scratch };
      const plain = await runPlain(python, ['-c', script], { env });
      const traced = await runTraced(python, ['-c', script], { env });
      assert.match(plain.stdout, /^own sitecustomize /);
      assert.deepEqual(comparable(traced, python), comparable(plain, python));
      assert.equal(traced.events('trace.started').length, 1);
    });

    test('says the same about the user’s own sitecustomize when that fails', async () => {
      const folder = mkdtempSync(join(scratch, 'broken-'));
      writeFileSync(join(folder, 'sitecustomize.py'), 'import no_such_module\n');
      const env = { PYTHONPATH: folder };
      const plain = await runPlain(python, ['-c', 'print(1)'], { env });
      assert.deepEqual(await runTracedEnded(python, ['-c', 'print(1)'], env), plain);
    });

    test('is left alone with -I, -E and -S, and with a descriptor that is not there', async () => {
      for (const flag of ['-I', '-E', '-S']) {
        const traced = await runTraced(python, ['-c', 'import socket; socket.socket().close()'], { flags: [flag] });
        assert.deepEqual([traced.code, traced.stderr, traced.events('trace.started').length], [0, '', 0]);
      }
      for (const fd of ['77', 'x', '', '-1', '3:1.2']) {
        const env = { PYTHONPATH: SHIM_FOLDER, GUASTO_TRACE_FD: fd };
        const ended = await runPlain(python, ['-c', 'import socket; socket.socket().close(); print(1)'], { env });
        assert.deepEqual([ended.code, ended.stdout, ended.stderr], [0, '1\n', '']);
      }
    });

    test('goes on when nobody reads the trace any more', async () => {
      const env = { ...process.env, ...pythonCalls.equip({}).env };
      const child = spawn(python.path, ['-c', HARNESS_GONE], { env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
      child.stdio[3]?.destroy();
      let output = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.stdin?.end('go\n');
      assert.deepEqual(await once(child, 'close'), [0, null]);
      assert.equal(output, "b'xxx'\n");
    });
  });
}

for (const python of older) {
  test(`Python ${python.version} is not traced, and not disturbed`, async () => {
    const argv = ['-c', 'import socket, sys; socket.socket().close(); print(sys.path)'];
    const plain = await runPlain(python, argv);
    const traced = await runTraced(python, argv);
    assert.deepEqual([traced.code, traced.stdout, traced.stderr], [plain.code, plain.stdout, plain.stderr]);
    assert.equal(traced.events('trace.started').length, 0);
  });
}

if (pythons.length === 0) test('no Python >= 3.9 here', { skip: 'install one to test the shim' }, () => undefined);

function runScript(python: Python, script: string): Promise<Traced> {
  return runTraced(python, ['-c', script]);
}

async function runTracedEnded(
  python: Python,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { code, signal, stdout, stderr } = await runTraced(python, argv, { env });
  return { code, signal, stdout, stderr };
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

const HARNESS_GONE = `
import signal, socket, sys
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
sys.stdin.readline()
a, b = socket.socketpair()
for _ in range(3):
    a.send(b"x")
print(b.recv(10))
`;
