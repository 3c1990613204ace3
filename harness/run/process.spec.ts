import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, isAlive } from '../testing/eventually.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { Started } from '../testing/started-program.js';
import { processStat } from './process-group.js';

/** Opens all that it may, then starts a program. */
const SHORT = `
const { openSync } = require('node:fs');
const { spawnProgram } = require(process.argv[1] + '/spawn-program.js');
const spec = { program: 'it', run: 1, argv: ['true'], file: '/bin/true', cwd: '/', env: {}, stdin: false, trace: 'none', observers: [] };
const host = { guard: { mark: {}, watch: () => {}, forget: () => {} }, deathSignalPrefix: [] };
try { for (;;) openSync('/dev/null', 'r'); } catch { }
spawnProgram(spec, host).then(() => 'started', (error) => error.code).then((text) => process.stdout.write(text, () => process.exit()));
`;

describe('a started program', () => {
  test('leads a process group of its own', async (t) => {
    const it = await new Started(t).sh('exec sleep 60');
    assert.equal(processStat(it.pid)?.pgid, it.pid);
  });

  test('is under the guard as long as its group lives, and not longer', async (t) => {
    const started = new Started(t);
    const it = await started.sh('exit 0');
    assert.deepEqual([...started.watched], [it.pid]);
    await it.exited;
    assert.deepEqual([...started.forgotten], [it.pid]);
    assert.equal(it.groupIsGone, true);
  });

  test('carries the mark of its harness', async (t) => {
    const started = new Started(t);
    const it = await started.sh('echo $GUASTO_WORLD');
    await it.exited;
    assert.deepEqual(started.lines(), ['stdout: spec']);
  });

  test('that does not exist is trouble of the rig, with what to try', async (t) => {
    await assert.rejects(new Started(t).sh('', { file: '/no/such/program', argv: ['such', '--x'] }), {
      name: 'RigError',
      code: 'program-not-found',
      message: 'expected to start it as /no/such/program, but: spawn /no/such/program ENOENT',
      hint: 'try to start it by hand: cd / && such --x',
    });
  });

  test('whose folder is missing is told so, and not that the program is', async (t) => {
    await assert.rejects(new Started(t).sh('exit 0', { cwd: '/no/such/folder' }), {
      code: 'program-not-found',
      message: 'expected to start it in the folder /no/such/folder, but there is none',
    });
  });

  test('for which there is no descriptor left is not said to be missing', async () => {
    // In a process of its own: it has nothing left to open anything with.
    const { stdout } = await promisify(execFile)('/bin/sh', [
      '-c',
      `ulimit -n 64; exec "$0" -e "$1" "$2"`,
      process.execPath,
      SHORT,
      __dirname,
    ]);
    assert.equal(stdout, 'program-not-started');
  });

  test('with more arguments than the kernel takes is trouble of the rig too', async (t) => {
    const argv = ['sh', '-c', 'exit 0', 'x'.repeat(4 << 20)];
    await assert.rejects(new Started(t).sh('', { argv }), { code: 'program-not-found', message: /E2BIG/ });
  });
});

describe('an exit', () => {
  test('comes after everything that was written before it, on both streams', async (t) => {
    const started = new Started(t);
    // 2 MB each, more than any pipe holds.
    const script = 'i=0; while [ $i -lt 2000 ]; do echo "$i $0"; echo "$i $0" >&2; i=$((i+1)); done; exit 7';
    const it = await started.sh('', { argv: ['sh', '-c', script, 'x'.repeat(1000)] });
    await it.exited;
    assert.equal(started.lines().length, 4000);
    const [exit] = started.events('process.exited');
    assert.deepEqual(exit?.data, { program: 'it', run: 1, code: 7, signal: null });
    assert.equal(started.recorder.events.at(-1), exit);
  });

  test('by a signal names the signal', async (t) => {
    const started = new Started(t);
    const it = await started.sh('kill -USR1 $$');
    await it.exited;
    assert.deepEqual(started.events('process.exited')[0]?.data, { program: 'it', run: 1, code: null, signal: 'USR1' });
  });

  test('is told though a grandchild keeps the descriptors open, whose later words are heard too', async (t) => {
    const started = new Started(t);
    const go = join(scratchFolder(t), 'go');
    const it = await started.sh(`(while [ ! -e ${go} ]; do sleep 0.01; done; echo late; sleep 60) & echo early`);
    await it.exited;
    assert.deepEqual(started.lines(), ['stdout: early']);
    // The exit is dated when it happened, not 250 ms later when the waiting for the descriptors ended.
    const [exit] = started.events('process.exited');
    assert.ok(exit !== undefined && started.recorder.now() - exit.atUs >= 250_000);
    assert.equal(it.groupIsGone, false);
    writeFileSync(go, '');
    await started.line('stdout: late');
  });
});

describe('end', () => {
  test('takes the grandchildren along, also after the program itself has exited', async (t) => {
    const started = new Started(t);
    const it = await started.sh('sleep 60 & echo $!');
    await it.exited;
    const grandchild = Number(started.lines()[0]?.slice('stdout: '.length));
    assert.equal(isAlive(grandchild), true);
    await it.end('kill');
    assert.equal(isAlive(grandchild), false);
    assert.deepEqual([...started.forgotten], [it.pid]);
  });

  test('gently sends TERM first', async (t) => {
    const started = new Started(t);
    const it = await started.sh('trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.01; done');
    await started.line('stdout: ready');
    await it.end('term');
    assert.ok(started.lines().includes('stdout: bye'));
    assert.equal(started.events('process.exited')[0]?.data.code, 3);
  });

  test('gently kills what ignores TERM, after three seconds', async (t) => {
    const started = new Started(t);
    const it = await started.sh('trap "" TERM; echo ready; while :; do sleep 0.01; done');
    await started.line('stdout: ready');
    const beganAtMs = performance.now();
    await it.end('term');
    assert.ok(performance.now() - beganAtMs >= 2_990);
    assert.equal(started.events('process.exited')[0]?.data.signal, 'KILL');
  });

  test('reaches a program that is stopped', async (t) => {
    const started = new Started(t);
    const it = await started.sh('trap "exit 3" TERM; echo ready; while :; do sleep 0.01; done');
    await started.line('stdout: ready');
    await it.signal('STOP');
    await it.end('term');
    assert.equal(started.events('process.exited')[0]?.data.code, 3);
  });

  test('does not wait for what has left the group but holds the descriptors', async (t) => {
    const started = new Started(t);
    const folder = scratchFolder(t);
    const it = await started.sh(`setsid sh -c 'echo $$ > ${folder}/pid; exec sleep 60' & wait`);
    await eventually('the daemon runs', () => existsSync(`${folder}/pid`) && started.watched.size > 0);
    const daemon = await eventually('its pid', () => Number(readFileSync(`${folder}/pid`, 'utf8')) || undefined);
    t.after(() => void process.kill(daemon, 'SIGKILL'));
    await it.end('kill');
    assert.equal(it.groupIsGone, true);
  });
});
