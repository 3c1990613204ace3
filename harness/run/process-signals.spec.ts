import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { Started } from '../testing/started-program.js';
import { processStat } from './process-group.js';

const NEVER = new AbortController().signal;

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

  test('who ends as soon as it is continued, before anybody has looked, was continued; who is killed was not', async (t) => {
    for (const [signal, told] of [
      ['CONT', true],
      ['KILL', false],
    ] as const) {
      const started = new Started(t);
      const it = await started.sh('kill -STOP $$; exit 3');
      const stopped = (): boolean => processStat(it.pid)?.state === 'T';
      for (let n = 0; n < 2000 && !stopped(); n += 1) await new Promise((resolve) => setTimeout(resolve, 5));
      // The harness is held up between the signal and its look, for longer than the program lives.
      started.recorder.subscribe(({ kind }) => {
        if (kind === 'process.signalled') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      });
      await it.signal(signal);
      await it.exited;
      assert.equal(started.events('process.continued').length === 1, told, signal);
    }
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

  test('nor are they sent to the children that it has left behind, as soon as it was waited for', async (t) => {
    const started = new Started(t);
    const it = await started.sh('echo go; sleep 60 & exit 0');
    // Its child holds the descriptors: its exit is told a moment later.
    await eventually('it was waited for', () => processStat(it.pid) === undefined);
    await assert.rejects(it.signal('TERM'), { code: 'program-not-running' });
    assert.equal(it.groupIsGone, false);
  });
});

describe('stdin', () => {
  test('takes nothing any more when the run is over before it is written to', async (t) => {
    const it = await new Started(t).sh('exec sleep 60', { stdin: true });
    // More than any pipe holds: nobody would ever say that it was taken.
    assert.equal(await it.write(Buffer.alloc(4 << 20), false, AbortSignal.abort()), false);
  });

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
