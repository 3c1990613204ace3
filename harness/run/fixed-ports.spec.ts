import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FixedPorts } from './fixed-ports.js';

describe('FixedPorts', () => {
  test('gives a port to one run after the other, in the order of asking', async () => {
    const ports = new FixedPorts();
    const told: string[] = [];
    const first = await ports.hold([5000]);
    const rest = ['second', 'third'].map(async (name) => {
      const giveBack = await ports.hold([5000]);
      told.push(name);
      await giveBack();
    });
    told.push('first is done');
    await first();
    await Promise.all(rest);
    assert.deepEqual(told, ['first is done', 'second', 'third']);
  });

  test('lets runs with other ports pass, and those without any', async () => {
    const ports = new FixedPorts();
    await ports.hold([5000]);
    await ports.hold([5001]);
    await ports.hold([]);
  });

  test('never has two runs wait for each other', async () => {
    const ports = new FixedPorts();
    const runs = [
      [1, 2],
      [2, 1],
      [1, 2, 3],
      [3, 1],
    ].map(async (wanted) => await (await ports.hold(wanted))());
    await Promise.all(runs);
  });
});
