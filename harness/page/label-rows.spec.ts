import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { clusters, LabelRows, type Wanted } from './label-rows.js';

const wanted = fc.record({
  x: fc.integer({ min: 0, max: 800 }),
  width: fc.integer({ min: 10, max: 200 }),
  ends: fc.boolean(),
});

const extentOf = ({ x, width, ends = false }: Wanted): readonly [number, number] =>
  ends ? [x - width, x] : [x, x + width];

describe('labels in rows', () => {
  test('never lie upon each other', () => {
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 40 }), (all) => {
        const rows = new LabelRows(4);
        const placed = all.flatMap((label) => {
          const row = rows.place(label);
          return row === undefined ? [] : [{ label, row }];
        });
        for (const one of placed) {
          for (const other of placed) {
            if (one === other || one.row !== other.row) continue;
            const [from, until] = extentOf(one.label);
            const [otherFrom, otherUntil] = extentOf(other.label);
            assert.ok(from >= otherUntil || until <= otherFrom);
          }
        }
      }),
    );
  });

  test('their lines cross no nearer label, but for its very edge', () => {
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 40 }), (all) => {
        const rows = new LabelRows(4);
        const placed = all.flatMap((label) => {
          const row = rows.place(label);
          return row === undefined ? [] : [{ label, row }];
        });
        for (const far of placed) {
          for (const near of placed.filter(({ row }) => row < far.row)) {
            const [from, until] = extentOf(near.label);
            assert.ok(far.label.x <= from + 3 || far.label.x >= until - 3);
          }
        }
      }),
    );
  });

  test('those of one place stack up', () => {
    const rows = new LabelRows(3);
    const all = [1, 1, 1, 1].map((x) => rows.place({ x, width: 50 }));
    assert.deepEqual(all, [0, 1, 2, undefined]);
  });

  test('what lies close together is one cluster', () => {
    const groups = clusters([10, 12, 50, 11].map((x) => ({ x, width: 5 })));
    assert.deepEqual(
      groups.map((group) => group.map(({ x }) => x)),
      [[10, 11, 12], [50]],
    );
  });
});
