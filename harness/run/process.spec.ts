import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stdio } from '../kinds/observers/stdio.js';
import { isKind, type EventKind, type EventOf, type RunEvent } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { eventually, isAlive } from '../testing/eventually.js';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import { processStat } from './process-group.js';
import { startProcess, type RunningProcess } from './process.js';
import type { ProcessSpec } from './spawn-program.js';

const NEVER = new AbortController().signal;

/** A shell script as a program, with what the process guard was told about it. */
class Started {
  readonly recorder = new Recorder();
  readonly watched = new Set<number>();
  readonly forgotten = new Set<number>();
  readonly #t: AfterTest;

  constructor(t: AfterTest) {
    this.#t = t;
  }

  async sh(script: string, more: Partial<ProcessSpec> = {}): Promise<RunningProcess> {
    const spec: ProcessSpec = {
      program: 'it',
      run: 1,
      argv: ['sh', '-c', script],
      file: '/bin/sh',
      cwd: '/',
      env: {},
      stdin: false,
      trace: 'none',
      observers: [stdio],
      ...more,
    };
    const guard = {
      mark: { GUASTO_WORLD: 'spec' },
      watch: (pgid: number) => void this.watched.add(pgid),
      forget: (pgid: number) => void this.forgotten.add(pgid),
      close: () => Promise.resolve(),
    };
    const started = await startProcess(spec, { recorder: this.recorder, guard, deathSignalPrefix: [] });
    this.#t.after(() => started.end('kill'));
    return started;
  }

  events<K extends EventKind>(kind: K): readonly Extract<RunEvent, EventOf<K>>[] {
    return this.recorder.events.filter((event) => isKind(event, kind));
  }

  lines(): readonly string[] {
    return this.events('output.line').map(({ data }) => `${data.stream}: ${data.text}`);
  }

  line(text: string): Promise<true> {
    return eventually(`the line ${text}`, () => this.lines().includes(text));
  }
}

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

describe('signals', () => {
  test('STOP and CONT are told when their effect was seen', async (t) => {
    const started = new Started(t);
    const it = await started.sh('exec sleep 60');
    await it.signal('STOP');
    assert.equal(processStat(it.pid)?.state, 'T');
    await it.signal('CONT');
    assert.notEqual(processStat(it.pid)?.state, 'T');
    assert.deepEqual(
      started.recorder.events.map(({ kind }) => kind),
      ['process.spawned', 'process.signalled', 'process.stopped', 'process.signalled', 'process.continued'],
    );
  });

  test('a second STOP stops nothing, and who was not stopped is not continued', async (t) => {
    const started = new Started(t);
    const it = await started.sh('exec sleep 60');
    await it.signal('CONT');
    await it.signal('STOP');
    await it.signal('STOP');
    assert.deepEqual(
      started.recorder.events.map(({ kind }) => kind).filter((kind) => kind !== 'process.signalled'),
      ['process.spawned', 'process.stopped'],
    );
  });

  test('KILL resolves when the exit is on the record', async (t) => {
    const started = new Started(t);
    const it = await started.sh('exec sleep 60');
    await it.signal('KILL');
    assert.equal(started.events('process.exited')[0]?.data.signal, 'KILL');
    assert.equal(it.hasExited, true);
  });

  test('go to the whole group', async (t) => {
    const started = new Started(t);
    const it = await started.sh(
      'sh -c "trap \\"echo child; exit\\" USR1; echo ready; while :; do sleep 0.01; done" & wait',
    );
    await started.line('stdout: ready');
    await it.signal('USR1');
    await started.line('stdout: child');
  });

  test('to a program that has exited are trouble of the rig, and not on the record', async (t) => {
    const started = new Started(t);
    const it = await started.sh('exit 0');
    await it.exited;
    await assert.rejects(it.signal('TERM'), {
      code: 'program-not-running',
      message: 'expected it to be running when it is sent TERM, but it has exited',
    });
    assert.equal(started.events('process.signalled').length, 0);
  });
});

describe('stdin', () => {
  test('takes bytes, and ends', async (t) => {
    const started = new Started(t);
    const it = await started.sh('cat; echo end', { stdin: true });
    assert.equal(await it.write(Buffer.from('one\n'), false, NEVER), true);
    assert.equal(await it.write(Buffer.from('two\n'), true, NEVER), true);
    await it.exited;
    assert.deepEqual(started.lines(), ['stdout: one', 'stdout: two', 'stdout: end']);
    assert.deepEqual(
      started.events('input.written').map(({ data }) => data.sizeBytes),
      [4, 4],
    );
  });

  test('is empty for a program that is never written to', async (t) => {
    const started = new Started(t);
    const it = await started.sh('cat; echo end');
    await it.exited;
    assert.deepEqual(started.lines(), ['stdout: end']);
  });

  test('of a program that has closed it takes nothing, which is behaviour and no error', async (t) => {
    const started = new Started(t);
    const it = await started.sh('exec 0<&-; echo closed; sleep 60', { stdin: true });
    await started.line('stdout: closed');
    assert.equal(await it.write(Buffer.from('one\n'), false, NEVER), true);
    assert.equal(started.events('input.written')[0]?.data.sizeBytes, 0);
  });

  test('of a program that does not read ends the wait with the signal', async (t) => {
    const it = await new Started(t).sh('exec sleep 60', { stdin: true });
    const over = new AbortController();
    const written = it.write(Buffer.alloc(4 << 20), false, over.signal);
    over.abort();
    assert.equal(await written, false);
  });
});
