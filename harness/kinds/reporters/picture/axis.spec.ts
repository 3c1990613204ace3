import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Axis } from './axis.js';

const anchors = fc.array(
  fc.record({
    atUs: fc.integer({ min: 0, max: 100_000_000 }),
    column: fc.constantFrom('client', 'wire', 'server'),
    above: fc.integer({ min: 0, max: 20 }),
    below: fc.integer({ min: 0, max: 20 }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('the axis of time', () => {
  test('never stands what is later above what is earlier', () => {
    fc.assert(
      fc.property(anchors, (wanted) => {
        const axis = new Axis();
        const placed = wanted.map(({ atUs, column, ...room }) => axis.at(atUs, column, room));
        axis.solve(10);
        const ordered = placed.toSorted((a, b) => a.atUs - b.atUs);
        ordered.forEach((anchor, index) => {
          assert.ok(anchor.y >= (ordered[index - 1]?.y ?? 10));
        });
      }),
    );
  });

  test('gives each moment the room that it asks for in its column', () => {
    fc.assert(
      fc.property(anchors, (wanted) => {
        const axis = new Axis();
        const placed = wanted.map(({ atUs, column, ...room }) => axis.at(atUs, column, room));
        const bottom = axis.solve(0);
        for (const column of ['client', 'wire', 'server']) {
          const inColumn = placed.filter((anchor) => anchor.column === column).toSorted((a, b) => a.atUs - b.atUs);
          inColumn.forEach((anchor, index) => {
            const before = inColumn[index - 1];
            if (before !== undefined) assert.ok(anchor.y - anchor.above >= before.y + before.below - 1e-6);
            assert.ok(anchor.y + anchor.below <= bottom);
          });
        }
      }),
    );
  });

  test('does not let five idle seconds hide two milliseconds of action', () => {
    const axis = new Axis();
    const [a, b, c] = [0, 2_000, 5_002_000].map((atUs) => axis.at(atUs, 'client'));
    axis.solve(0);
    const action = (b?.y ?? 0) - (a?.y ?? 0);
    const idle = (c?.y ?? 0) - (b?.y ?? 0);
    // 2500 times as long takes at most 20 times the room, and the action is still more than a line's height.
    assert.ok(action >= 12 && idle <= 20 * action, `${action} and ${idle} pixels`);
    assert.deepEqual(
      axis.breaks().map(({ us }) => us),
      [5_000_000],
    );
  });

  test('takes no more than its share of pixels for time, however long the run', () => {
    const axis = new Axis();
    for (let index = 0; index < 2_000; index += 1) axis.at(index * 1_000_000, 'client');
    assert.ok(axis.solve(0) <= 1_001);
  });

  test('numbers the moments that matter before others', () => {
    const axis = new Axis();
    axis.at(0, 'client', { tick: 1 });
    const important = axis.at(100, 'client', { tick: 2 });
    axis.solve(0);
    assert.deepEqual(axis.ticks(13), [important]);
  });
});
