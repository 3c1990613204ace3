import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { monotonicUs, monotonicUsOf, runUs } from '../vocabulary/time.js';
import type { RunEvent } from './event.js';
import { Recorder } from './recorder.js';

describe('the recorder', () => {
  test('numbers events in the order of recording, whatever their time', () => {
    const recorder = new Recorder();
    const emit = (atUs: number): number =>
      recorder.emit({ observer: 'harness', kind: 'fault.healed', data: { name: 'a' }, atUs: runUs(atUs) });
    assert.deepEqual([emit(30), emit(10), emit(20)], [0, 1, 2]);
    assert.deepEqual(
      recorder.events.map(({ seq, atUs }) => [seq, atUs]),
      [
        [0, 30],
        [1, 10],
        [2, 20],
      ],
    );
  });

  test('an event without a time is of now, without doubt, and without a cause', () => {
    const recorder = new Recorder(monotonicUsOf(monotonicUs() - 5_000_000));
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    const [event] = recorder.events;
    // Started 5 s ago on the same clock: at least that, and no minute more.
    assert.ok(event !== undefined && event.atUs >= 5_000_000 && event.atUs < 65_000_000);
    assert.equal(event.uncertaintyUs, 0);
    assert.ok(!('cause' in event));
  });

  test('a reading of the shared clock becomes a time of the run', () => {
    assert.equal(new Recorder(monotonicUsOf(1_000)).at(monotonicUsOf(1_250)), 250);
  });

  test('a listener hears each later event at once, until it unsubscribes', () => {
    const recorder = new Recorder();
    const heard: RunEvent[] = [];
    const name = (text: string): void =>
      void recorder.emit({ observer: 'harness', kind: 'fault.healed', data: { name: text } });
    name('before');
    const unsubscribe = recorder.subscribe((event) => heard.push(event));
    name('during');
    unsubscribe();
    name('after');
    assert.deepEqual(heard, [recorder.events[1]]);
  });

  test('an event emitted by a listener comes after the one that it heard', () => {
    const recorder = new Recorder();
    recorder.subscribe((event) => {
      if (event.kind === 'fault.injected')
        recorder.emit({ observer: 'harness', kind: 'fault.healed', data: { name: 'b' }, cause: event.seq });
    });
    recorder.emit({ observer: 'harness', kind: 'fault.injected', data: { name: 'a', fault: 'toxic', spec: {} } });
    assert.deepEqual(
      recorder.events.map(({ seq, kind, cause }) => [seq, kind, cause]),
      [
        [0, 'fault.injected', undefined],
        [1, 'fault.healed', 0],
      ],
    );
  });
});
