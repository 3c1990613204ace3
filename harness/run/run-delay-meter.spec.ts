// What a program waited for a CPU, as its record tells: real processes that want more CPUs than there are.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, test, type TestContext } from 'node:test';
import { isKind } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { eventually } from '../testing/eventually.js';
import { NoiseMeter } from './noise-meter.js';
import { RunDelayMeter } from './run-delay-meter.js';
import { tellsRunDelay } from './run-delay.js';

const BUSY = 'for (;;);';
/** A thread beside the main one, which does nothing. */
const BUSY_THREAD = `new (require('node:worker_threads').Worker)('for (;;);', { eval: true }); setInterval(() => {}, 1000);`;

function start(t: TestContext, code: string, recorder?: Recorder): number {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const pid = child.pid ?? 0;
  const data = { program: 'busy', run: 1, pid, argv: ['node'], trace: 'none' } as const;
  recorder?.emit({ observer: 'harness', kind: 'process.spawned', data });
  return pid;
}

function watched(t: TestContext) {
  const recorder = new Recorder();
  const meter = new RunDelayMeter(recorder);
  t.after(meter.follow(new NoiseMeter(() => 0)));
  const waits = () => recorder.events.flatMap((event) => (isKind(event, 'process.waited') ? [event] : []));
  return { recorder, meter, waits };
}

describe('RunDelayMeter', { skip: tellsRunDelay() ? false : 'this kernel does not tell' }, () => {
  for (const [name, code] of [
    ['a program', BUSY],
    ['any thread of a program', BUSY_THREAD],
  ] as const) {
    test(`tells that ${name} waited for a CPU`, { timeout: 30_000 }, async (t) => {
      const { recorder, meter, waits } = watched(t);
      // One more than there are CPUs: some of them must wait.
      for (let i = 0; i <= availableParallelism(); i += 1) start(t, BUSY);
      start(t, code, recorder);
      await eventually('it waited', () => {
        meter.sample();
        return waits().reduce((sum, { data }) => sum + data.runDelayUs, 0) >= 50_000;
      });
      const [first, ...later] = waits();
      assert.equal(first?.data.sinceUs, recorder.events[0]?.atUs, 'from its start');
      let sinceUs: number | undefined = first?.atUs;
      for (const { atUs, data } of later) {
        assert.ok(sinceUs !== undefined && data.sinceUs <= sinceUs, 'the windows follow each other');
        assert.ok(data.runDelayUs >= 1_000, 'less is not told');
        sinceUs = atUs;
      }
    });
  }

  test('looks at the noise windows, and forgets a program that has exited', async (t) => {
    const recorder = new Recorder();
    const noise = new NoiseMeter(() => 0);
    t.after(new RunDelayMeter(recorder).follow(noise));
    for (let i = 0; i <= availableParallelism(); i += 1) start(t, BUSY);
    start(t, BUSY, recorder);
    await eventually('it waited', () => recorder.events.some(({ kind }) => kind === 'process.waited'));
    recorder.emit({
      observer: 'harness',
      kind: 'process.exited',
      data: { program: 'busy', run: 1, code: 0, signal: null },
    });
    const before = recorder.events.length;
    noise.tellNow();
    assert.equal(recorder.events.length, before);
  });
});
