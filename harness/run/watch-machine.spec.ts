// What a wait is told of the machine: real processes that want more CPUs than there are.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, test, type TestContext } from 'node:test';
import { Recorder } from '../record/recorder.js';
import { eventually } from '../testing/eventually.js';
import { UndoStack } from '../vocabulary/undo.js';
import { NoiseMeter } from './noise-meter.js';
import { tellsRunDelay } from './run-delay.js';
import { watchMachine } from './watch-machine.js';

const PROXY_LAG_US = 7_000;

/** A run whose proxy always was 7 ms late, with the machine's noise on its record, as a run has it. */
function watched(t: TestContext) {
  const recorder = new Recorder();
  const noise = new NoiseMeter(() => PROXY_LAG_US, true);
  const undos = new UndoStack();
  t.after(async () => void (await undos.unwind()));
  const tell = noise.subscribe((data) => recorder.emit({ observer: 'harness', kind: 'noise.measured', data }));
  undos.push('noise', tell);
  return { recorder, undos, machine: watchMachine({ recorder, noise, undos }) };
}

function busy(t: TestContext): number {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  return child.pid ?? 0;
}

function spawned(recorder: Recorder, pid: number): void {
  const data = { program: 'busy', run: 1, pid, argv: ['node'], trace: 'none' } as const;
  recorder.emit({ observer: 'harness', kind: 'process.spawned', data });
}

describe('what the machine took of a wait', () => {
  test('is asked of the meters when the time is over, and stands on the record then', (t) => {
    const { recorder, machine } = watched(t);
    machine.begin();
    const fromUs = recorder.now();
    const client = { host: '127.0.0.1', port: 1 };
    recorder.emit({ observer: 'tap', kind: 'connection.opened', data: { link: 'wire', connection: 1, client } });
    const windows = (): number => recorder.events.filter(({ kind }) => kind === 'noise.measured').length;
    const before = windows();
    assert.ok(machine.delayUs(fromUs) >= PROXY_LAG_US);
    // The window that the question has ended.
    assert.equal(windows(), before + 1);
  });

  test('holds nothing of the proxy where nobody was connected through it', (t) => {
    const { recorder, machine } = watched(t);
    const fromUs = recorder.now();
    machine.delayUs(fromUs);
    // The hypervisor may have taken some, in ticks of 10 ms; a proxy that is 7 ms late each time is no such number.
    assert.equal(machine.delayUs(recorder.now()) % 10_000, 0);
  });

  test(
    'holds what programs waited for a CPU',
    { skip: tellsRunDelay() ? false : 'this kernel does not tell' },
    async (t) => {
      const { recorder, machine } = watched(t);
      machine.begin();
      const fromUs = recorder.now();
      // One more than there are CPUs: some of them must wait.
      for (let i = 0; i < availableParallelism(); i += 1) busy(t);
      spawned(recorder, busy(t));
      await eventually('the machine took 20 ms', () => machine.delayUs(fromUs) >= 20_000);
      assert.ok(recorder.events.some(({ kind }) => kind === 'process.waited'));
    },
  );

  test('is measured no more when the run is over', async (t) => {
    const { recorder, undos, machine } = watched(t);
    spawned(recorder, process.pid);
    await undos.unwind();
    const before = recorder.events.length;
    machine.delayUs(recorder.now());
    assert.equal(recorder.events.filter(({ kind }, index) => index >= before && kind === 'noise.measured').length, 0);
  });
});
