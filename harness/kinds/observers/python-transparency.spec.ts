import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pythonCalls, SHIM_FOLDER } from './python-calls.js';
import { findPythons, type Python } from './spec-support/pythons.js';
import { programPath, runPlain, runTraced, type Ended } from './spec-support/run-program.js';

const pythons = findPythons();
const older = findPythons({ older: true }).filter(({ minor }) => minor < 9);
const scratch = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
after(() => rmSync(scratch, { recursive: true }));

const PROGRAMS = ['threads', 'selecting', 'servers', 'children', 'endings', 'signals', 'daemon', 'surroundings'];

for (const python of pythons) {
  describe(`Python ${python.version} under the trace`, { concurrency: 2 }, () => {
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

    test('lets through whatever the handler of a signal raises, wherever the trace is just then', async () => {
      const { stdout, stderr } = await runTraced(python, ['-c', ALARMS]);
      assert.deepEqual([stdout, stderr], ['each was caught\n', '']);
    });

    test('gives each of its threads a descriptor of its own, also when they begin at once', async () => {
      const { stdout, stderr } = await runPlain(python, ['-S', '-c', AT_ONCE], { env: { PYTHONPATH: SHIM_FOLDER } });
      assert.deepEqual([stdout, stderr], ['0 of 600 are shared\n', '']);
    });

    test('imports sockets although a finder is there that only Python 3.3 knew how to use', async () => {
      const { code, stderr, events } = await runTraced(python, ['-c', OLD_FINDER]);
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(events('call.returned')[0]?.data.name, 'socket');
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

/** What may differ between two runs of any program: the kernel's ports, places in memory. */
function comparable({ code, signal, stdout, stderr }: Ended, python: Python): Ended {
  const same = (text: string): string =>
    text
      .replace(/0x[0-9a-f]+/g, '0x…')
      .replace(/port=\d+/g, 'port=…')
      .replace(/\('(127\.0\.0\.1|0\.0\.0\.0)', \d+\)/g, "('$1', …)");
  // Before 3.11 no Python function can raise another's exception without appearing in its traceback.
  // asyncio's debug mode tells each callback that took over 0.1 s: on a busy machine in any run, with the trace or without.
  const slowCallback = /^Executing <.*> took [\d.]+ seconds\n/gm;
  const ownFrame = /^ {2}File ".*guasto_\w+\.py".*\n.*\n/gm;
  return {
    code,
    signal,
    stdout: same(stdout),
    stderr: same((python.minor < 11 ? stderr.replace(ownFrame, '') : stderr).replace(slowCallback, '')),
  };
}

async function runTracedEnded(
  python: Python,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { code, signal, stdout, stderr } = await runTraced(python, argv, { env });
  return { code, signal, stdout, stderr };
}

/** 1000 alarms while it is busy: in one of seven it was swallowed when the shim took it for an error of its own. */
const ALARMS = `
import signal, socket
class Alarm(Exception):
    pass
fired = 0
def handler(*_):
    global fired
    fired += 1
    raise Alarm
signal.signal(signal.SIGALRM, handler)
a, b = socket.socketpair()
a.settimeout(5)
b.settimeout(5)
swallowed = 0
def exchange_until(alarms):
    signal.setitimer(signal.ITIMER_REAL, 0.0003)
    while fired < alarms:
        a.send(b"x")
        b.recv(100)
for i in range(1, 1001):
    try:
        exchange_until(i)
        swallowed += 1
    except Alarm:
        pass
print(f"{swallowed} of 1000 were swallowed" if swallowed else "each was caught")
`;

/** What the shim does when a thread makes its first call, 50 times in 12 threads. */
const AT_ONCE = `
import os, threading
from guasto_trace import move_up
shared = 0
for _ in range(50):
    barrier, found = threading.Barrier(12), []
    def begin():
        barrier.wait()
        found.append(move_up(os.open(os.devnull, os.O_RDONLY)))
    threads = [threading.Thread(target=begin) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shared += len(found) - len(set(found))
    for fd in set(found):
        os.close(fd)
print(f"{shared} of 600 are shared")
`;

const OLD_FINDER = `
import sys
class Finder:
    def find_module(self, name, path=None):
        return None
sys.meta_path.insert(0, Finder())
import socket
socket.socket().close()
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
