import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RunProgress } from './run-progress.js';

const planned = (count: number, expectedMs: number | undefined) =>
  Array.from({ length: count }, (_, index) => ({ id: `${index}`, name: `scenario-${index}`, expectedMs }));

describe('the progress of a run', () => {
  test('says how many are done, what runs and for how long, the longest first', () => {
    const progress = new RunProgress({ planned: planned(10, undefined), concurrency: 6, startedMs: 0 });
    for (const id of [0, 1, 2, 3, 4, 5]) progress.began(`${id}`, `scenario-${id}`, id * 1000);
    assert.equal(
      progress.line(5_500),
      '0 of 10  6 run: scenario-0 5 s, scenario-1 4 s, scenario-2 3 s, scenario-3 2 s, …',
    );
  });

  test('without any time known says nothing of what is left; then goes by those that are done', () => {
    const progress = new RunProgress({ planned: planned(4, undefined), concurrency: 1, startedMs: 0 });
    progress.began('0', 'scenario-0', 0);
    assert.equal(progress.line(500), '0 of 4  1 runs: scenario-0');
    progress.ended('0', 2_000);
    assert.equal(progress.line(2_000), '1 of 4  at least 6 s left');
  });

  test('goes by the times of earlier runs, side by side', () => {
    const progress = new RunProgress({ planned: planned(10, 4_000), concurrency: 5, startedMs: 0 });
    // 10 × 4 s of work, five at once.
    assert.equal(progress.line(0), '0 of 10  at least 8 s left');
  });

  test('then by its own pace: a slow machine says so', () => {
    const progress = new RunProgress({ planned: planned(10, 4_000), concurrency: 5, startedMs: 0 });
    for (const id of ['0', '1', '2', '3', '4']) progress.ended(id, 60_000);
    // Half of the work took a minute.
    assert.equal(progress.line(60_000), '5 of 10  about 60 s left');
  });

  test('is never below what the longest one still needs', () => {
    const [one, ...others] = planned(10, 100);
    assert.ok(one !== undefined);
    const progress = new RunProgress({
      planned: [{ ...one, expectedMs: 30_000 }, ...others],
      concurrency: 32,
      startedMs: 0,
    });
    progress.began('0', 'slow', 0);
    assert.equal(progress.line(5_000), '0 of 10  at least 25 s left  1 runs: scenario-0 5 s');
  });

  test('counts what is broken and inconclusive, and not the others', () => {
    const progress = new RunProgress({ planned: planned(4, undefined), concurrency: 1, startedMs: 0 });
    for (const outcome of ['held', 'broken', 'inconclusive', 'broken', 'unsupported'] as const)
      progress.judged(outcome);
    assert.equal(progress.line(0), '0 of 4  2 broken  1 inconclusive');
  });

  test('one that is looked at again is not done; a retry is one more', () => {
    const progress = new RunProgress({ planned: planned(1, undefined), concurrency: 1, startedMs: 0 });
    progress.began('0', 'scenario-0', 0);
    progress.postponed('0');
    assert.equal(progress.line(1_000), '0 of 1');
    progress.began('0', 'scenario-0', 1_000);
    progress.ended('0', 2_000);
    assert.equal(progress.line(2_000), '1 of 1');
    progress.began('retry', 'scenario-0', 2_000);
    assert.equal(progress.line(2_000), '1 of 2  at least 1 s left  1 runs: scenario-0');
  });

  test('whatever happens in whatever order, it is one line and counts right', () => {
    const happening = fc.record({
      what: fc.constantFrom('began', 'postponed', 'ended'),
      id: fc.constantFrom('0', '1', '2', 'x'),
    });
    fc.assert(
      fc.property(fc.array(happening), (all) => {
        const progress = new RunProgress({ planned: planned(3, 100), concurrency: 2, startedMs: 0 });
        for (const [index, { what, id }] of all.entries()) {
          if (what === 'began') progress.began(id, id, index);
          else if (what === 'postponed') progress.postponed(id);
          else progress.ended(id, index);
        }
        assert.match(progress.line(all.length), /^[0-4] of [34](?! {3})[^\n]*$/);
      }),
    );
  });
});
