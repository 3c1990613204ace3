import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { NoiseMeter, type Noise } from './noise-meter.js';

function busyFor(ms: number): void {
  const endsAtMs = performance.now() + ms;
  while (performance.now() < endsAtMs);
}

describe('NoiseMeter', () => {
  test('tells how long its own loop was held up, and the proxy’s', async () => {
    const told: Noise[] = [];
    const meter = new NoiseMeter(() => 1234);
    const stop = meter.subscribe((noise) => told.push(noise));
    busyFor(80);
    await eventually('a window is told', () => told.some(({ harnessLagUs }) => harnessLagUs > 0));
    stop();
    // A tick that was due after 10 ms came after 80 or more.
    assert.ok(Math.max(...told.map(({ harnessLagUs }) => harnessLagUs)) >= 60_000);
    assert.ok(told.every(({ proxyLagUs }) => proxyLagUs === 1234));
  });

  test('tells at once what there is so far, the tick that is late included', () => {
    const told: Noise[] = [];
    const meter = new NoiseMeter(() => 0);
    const stop = meter.subscribe((noise) => told.push(noise));
    busyFor(50);
    meter.tellNow();
    stop();
    assert.ok((told[0]?.harnessLagUs ?? 0) >= 35_000);
  });

  test('does not tell a newcomer what was before its time', () => {
    const meter = new NoiseMeter(() => 0);
    const [early, late]: [Noise[], Noise[]] = [[], []];
    const stops = [meter.subscribe((noise) => early.push(noise))];
    busyFor(20);
    stops.push(meter.subscribe((noise) => late.push(noise)));
    assert.deepEqual([early.length, late.length], [1, 0]);
    for (const stop of stops) stop();
  });

  test('says where the kernel does not tell how long programs wait for a CPU', () => {
    for (const isKnown of [true, false]) {
      const told: Noise[] = [];
      const meter = new NoiseMeter(() => 0, isKnown);
      const stop = meter.subscribe((noise) => told.push(noise));
      meter.tellNow();
      stop();
      assert.deepEqual(
        told.map(({ runDelayUnknown }) => runDelayUnknown),
        [isKnown ? undefined : true],
      );
    }
  });

  test('is silent when nobody listens any more', () => {
    const told: Noise[] = [];
    const meter = new NoiseMeter(() => 0);
    meter.subscribe((noise) => told.push(noise))();
    meter.tellNow();
    assert.deepEqual(told, []);
  });
});
