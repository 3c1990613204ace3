// Programs under strace, for real: for the harness, for the kernel and for themselves they are what they would be without it.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { stdio } from '../kinds/observers/stdio.js';
import { straceCalls } from '../kinds/observers/strace-calls.js';
import { eventually, isAlive } from '../testing/eventually.js';
import { eventsIn, linesIn, runText, scenarioOfOne } from '../testing/runs.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { Started } from '../testing/started-program.js';
import { testWorld } from '../testing/test-world.js';
import { chooseTrace } from './choose-trace.js';
import type { RunningProcess } from './process.js';
import { processStat } from './process-group.js';
import { findOnPath } from './resolve-command.js';
import { probeStrace } from './strace.js';

const python = findOnPath('python3');

describe('a program under strace', async () => {
  const probed = await probeStrace();
  const tool = 'tool' in probed ? probed.tool : undefined;
  const skip = 'missing' in probed ? probed.missing : python === undefined && 'no python3 here';

  test('is tried in a folder of ours, of which nothing is left', { skip }, async (t) => {
    const folder = scratchFolder(t);
    const probing = probeStrace(folder);
    await eventually('it is tried there', () => readdirSync(folder).length > 0);
    assert.ok('tool' in (await probing));
    assert.deepEqual(readdirSync(folder), []);
  });

  test('counts as able if the machine gives it no time to show it', async (t) => {
    const folder = scratchFolder(t);
    const slow = '#!/bin/sh\n[ "$1" = -V ] && echo "strace -- version 6.1" && exit\nexec sleep 60\n';
    writeFileSync(join(folder, 'strace'), slow, { mode: 0o755 });
    const path = process.env['PATH'] ?? '';
    t.after(() => (process.env['PATH'] = path));
    process.env['PATH'] = `${folder}:${path}`;
    assert.deepEqual(await probeStrace(folder, 300), {
      tool: { file: join(folder, 'strace'), version: '6.1', hasSeccompBpf: true },
    });
  });

  async function sh(t: TestContext, started: Started, script: string): Promise<RunningProcess> {
    assert.ok(tool !== undefined);
    const observers = [stdio, straceCalls(tool, { tellsCalls: true, tellsSyscalls: false })];
    return await started.sh(script, { observers, trace: 'strace', scratchFolder: scratchFolder(t) });
  }

  test('is our own child, leads its group, and has no descriptor more than without', { skip }, async (t) => {
    const started = new Started(t);
    const script = 'echo $$ $PPID; ls /proc/self/fd; exit 7';
    const it = await sh(t, started, script);
    await it.exited;
    const plain = new Started(t);
    await (
      await plain.sh(script)
    ).exited;
    assert.equal(started.lines()[0], `stdout: ${it.pid} ${process.pid}`);
    assert.deepEqual(started.lines().slice(1), plain.lines().slice(1));
    assert.equal(started.events('process.exited')[0]?.data.code, 7);
    assert.deepEqual(started.events('trace.lost'), []);
    assert.deepEqual(started.events('trace.started').map(({ data }) => data.pid)[0], it.pid);
  });

  for (const signal of ['TERM', 'KILL', 'INT'] as const) {
    test(`ends by SIG${signal}, and its tracer with it`, { skip }, async (t) => {
      const started = new Started(t);
      const it = await sh(t, started, 'echo ready; exec sleep 60');
      await eventually('it is ready', () => started.lines().length > 0);
      const tracer = tracerOf(it.pid);
      assert.notEqual(processStat(tracer)?.pgid, it.pid);
      await it.signal(signal);
      await it.exited;
      assert.equal(started.events('process.exited')[0]?.data.signal, signal);
      await eventually('its tracer has ended', () => !isAlive(tracer));
    });
  }

  test('is seen stopped and continued, each once', { skip }, async (t) => {
    const started = new Started(t);
    const it = await sh(t, started, 'echo ready; exec sleep 60');
    await eventually('it is ready', () => started.lines().length > 0);
    for (const signal of ['STOP', 'STOP', 'CONT', 'CONT'] as const) await it.signal(signal);
    assert.equal(started.events('process.stopped').length, 1);
    assert.equal(started.events('process.continued').length, 1);
    await it.end('term');
    assert.equal(it.groupIsGone, true);
  });

  test('ends with everything in its group when it is ended while it is stopped', { skip }, async (t) => {
    const started = new Started(t);
    const it = await sh(t, started, 'sleep 60 & echo $!; exec sleep 61');
    const child = Number((await eventually('its child', () => started.lines()[0]))?.split(' ')[1]);
    await it.signal('STOP');
    await it.end('kill');
    assert.deepEqual([isAlive(child), it.groupIsGone], [false, true]);
  });

  test('tells a call that waits while it waits, on the clock of the run', { skip }, async (t) => {
    const started = new Started(t);
    const script = `exec python3 -c "import socket; s = socket.create_server(('127.0.0.1', 0)); s.settimeout(0.2); s.accept()"`;
    const before = started.recorder.now();
    const it = await sh(t, started, script);
    await it.exited;
    const [poll] = started.events('call.returned').filter(({ data }) => data.name === 'poll');
    // settimeout(0.2) is poll(…, 200) for the kernel: never early, and on this machine within the run.
    assert.ok((poll?.data.durationUs ?? 0) >= 200_000);
    assert.ok((poll?.data.startUs ?? 0) > before && (poll?.atUs ?? Infinity) < started.recorder.now());
    const [entered] = started.events('call.entered').filter(({ data }) => data.name === 'poll');
    assert.equal(entered?.data.args['timeoutMs'], 200);
  });

  test('keeps its trace whatever its files are called, and whichever thread calls execve', { skip }, async (t) => {
    const started = new Started(t);
    const script = join(scratchFolder(t), 'odd-.py');
    writeFileSync(script, ODD);
    const it = await sh(t, started, `exec python3 '${script}'`);
    await it.exited;
    assert.equal(started.events('process.exited')[0]?.data.code, 5);
    assert.ok(started.events('call.returned').some(({ data }) => data.name === 'listen'));
    assert.deepEqual(started.events('trace.lost'), []);
  });

  test('makes a call anew after EINTR: that is another one', { skip }, async (t) => {
    const started = new Started(t);
    const script = join(scratchFolder(t), 'interrupted.py');
    writeFileSync(script, INTERRUPTED);
    const it = await sh(t, started, `exec python3 '${script}'`);
    await it.exited;
    const accepts = started.events('call.returned').filter(({ data }) => data.name === 'accept');
    assert.deepEqual([...new Set(accepts.map(({ data }) => data.errno))], ['EINTR']);
    // Ten alarms, of which some may come before the first accept; as one call they would be one.
    assert.ok(accepts.length >= 2, `${accepts.length} accepts`);
  });

  test('runs as the scenario says, with its calls told by strace', { skip }, async (t) => {
    const world = await testWorld(t);
    const argv = `[python3, -c, "import socket; socket.create_server(('127.0.0.1', 0)); print('done')"]`;
    const record = await runText(world, t, scenarioOfOne(argv).replace('] }', '], trace: strace }'));
    assert.deepEqual(linesIn(record), ['done']);
    assert.equal(eventsIn(record, 'process.spawned')[0]?.data.trace, 'strace');
    const names = eventsIn(record, 'call.returned').map(({ data, observer }) => `${observer} ${data.name}`);
    assert.deepEqual(names.slice(0, 3), ['strace socket', 'strace setsockopt', 'strace bind']);
    assert.deepEqual(eventsIn(record, 'rig.cleanup-failed'), []);
  });
});

describe('who traces a program', () => {
  const program = { name: 'it', trace: 'auto', callsMatter: true } as Parameters<typeof chooseTrace>[0];
  const strace = { file: '/usr/bin/strace', version: '6.1', hasSeccompBpf: true };
  const PYTHON = { file: '/usr/bin/python3', python: { version: '3.12.1', traceable: true } };
  const OLD = { file: '/usr/bin/python3', python: { version: '3.8.1', traceable: false } };
  const OTHER = { file: '/usr/bin/node' };
  // The two that it looks at.
  const world = (has: boolean) =>
    ({ strace: has ? strace : undefined, capabilities: { strace: 'no strace on PATH' } }) as Parameters<
      typeof chooseTrace
    >[2];

  for (const { what, command, more = {}, has = true, trace } of [
    { what: 'Python from inside', command: PYTHON, trace: 'python' },
    { what: 'an old Python from outside', command: OLD, trace: 'strace' },
    { what: 'another program from outside', command: OTHER, trace: 'strace' },
    { what: 'nobody where nothing is said of its calls', command: OTHER, more: { callsMatter: false }, trace: 'none' },
    { what: 'nobody where there is no strace', command: OTHER, has: false, trace: 'none' },
    { what: 'Python from outside if so told', command: PYTHON, more: { trace: 'strace' }, trace: 'strace' },
    { what: 'nobody if so told', command: PYTHON, more: { trace: 'none' }, trace: 'none' },
  ] as const) {
    test(`is chosen: ${what}`, () => {
      assert.equal(chooseTrace({ ...program, ...more }, command, world(has)).trace, trace);
    });
  }

  test('is trouble of the rig where strace was asked for and there is none', () => {
    assert.throws(() => chooseTrace({ ...program, trace: 'strace' }, OTHER, world(false)), {
      code: 'missing-capability',
      capability: 'strace',
      message: 'expected to trace it with strace: no strace on PATH',
    });
  });

  test('is strace as well as the shim where system calls are counted', () => {
    const chosen = chooseTrace({ ...program, syscalls: {} }, PYTHON, world(true));
    assert.equal(chosen.trace, 'python');
    assert.deepEqual(
      chosen.observers.map(({ name }) => name),
      ['stdio', 'python-calls', 'strace'],
    );
  });
});

/** It reads itself, under a name that ends like an arrow, and a file that has none; then it becomes another program. */
const ODD = `
import os, socket, sys, tempfile, threading
open(sys.argv[0]).read()
with tempfile.TemporaryFile() as file:
    file.write(b"x")
    file.seek(0)
    file.read()
socket.create_server(("127.0.0.1", 0))
os.rename(sys.argv[0], sys.argv[0][:-3])
open(sys.argv[0][:-3]).read()
threading.Thread(target=os.execv, args=("/bin/sh", ["sh", "-c", "read line < /proc/self/stat; exit 5"])).start()
`;

/** Python calls accept again after an alarm whose handler says nothing (PEP 475); the tenth one ends it. */
const INTERRUPTED = `
import itertools, os, signal, socket
alarms = itertools.count(1)
signal.signal(signal.SIGALRM, lambda *_: next(alarms) == 10 and os._exit(0))
listener = socket.create_server(("127.0.0.1", 0))
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
listener.accept()
`;

function tracerOf(pid: number): number {
  const tracer = Number(/^TracerPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  assert.ok(tracer > 0, `${pid} is traced`);
  return tracer;
}
