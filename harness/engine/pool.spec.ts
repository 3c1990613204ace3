import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Pool } from './pool.js';

/** Tasks that end when the test says so. */
class Tasks {
  readonly pool: Pool;
  readonly begun: string[] = [];
  readonly running = new Set<string>();
  readonly #ends = new Map<string, () => void>();

  constructor(concurrency: number) {
    this.pool = new Pool(concurrency);
  }

  add(name: string, alone = false): void {
    const perform = async (): Promise<void> => {
      this.begun.push(name);
      this.running.add(name);
      await new Promise<void>((resolve) => this.#ends.set(name, resolve));
      this.running.delete(name);
    };
    this.pool.add({ alone, perform });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    // Promise callbacks only: what the pool does then, it does before the loop turns.
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

describe('Pool', () => {
  test('runs as many at once as it may, in the order of adding', async () => {
    const tasks = new Tasks(2);
    for (const name of ['a', 'b', 'c', 'd']) tasks.add(name);
    assert.deepEqual(tasks.begun, ['a', 'b']);
    await tasks.end('b');
    assert.deepEqual(tasks.begun, ['a', 'b', 'c']);
  });

  test('runs those that must be alone last, one by one, when nothing else runs', async () => {
    const tasks = new Tasks(4);
    tasks.add('alone 1', true);
    // It may begin at once while nothing else is there; whatever comes meanwhile waits for it.
    assert.deepEqual([...tasks.running], ['alone 1']);
    tasks.add('alone 2', true);
    tasks.add('a');
    tasks.add('b');
    await tasks.end('alone 1');
    assert.deepEqual([...tasks.running], ['a', 'b']);
    await tasks.end('a');
    assert.deepEqual([...tasks.running], ['b']);
    await tasks.end('b');
    assert.deepEqual([...tasks.running], ['alone 2']);
  });

  test('drained, forgets what has not begun, waits for what has, and takes nothing more', async () => {
    const tasks = new Tasks(1);
    for (const name of ['a', 'b']) tasks.add(name);
    tasks.add('c', true);
    let drained = false;
    const draining = tasks.pool.drain().then(() => (drained = true));
    tasks.add('d');
    await tasks.end('nothing');
    assert.equal(drained, false);
    await tasks.end('a');
    await draining;
    assert.deepEqual(tasks.begun, ['a']);
  });

  test('whatever is added and ends when, runs everything once, within its bounds', async () => {
    const task = fc.record({ alone: fc.boolean(), turns: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(task, { maxLength: 12 }),
        async (concurrency, tasks) => {
          const pool = new Pool(concurrency);
          const done: number[] = [];
          let [running, runningAlone] = [0, 0];
          await new Promise<void>((resolve) => {
            if (tasks.length === 0) resolve();
            tasks.forEach(({ alone, turns }, index) =>
              pool.add({
                alone,
                perform: async () => {
                  running += 1;
                  runningAlone += alone ? 1 : 0;
                  assert.ok(running <= (runningAlone > 0 ? 1 : concurrency));
                  for (let turn = 0; turn < turns; turn += 1) await new Promise((turned) => void setImmediate(turned));
                  running -= 1;
                  runningAlone -= alone ? 1 : 0;
                  done.push(index);
                  if (done.length === tasks.length) resolve();
                },
              }),
            );
          });
          assert.equal(new Set(done).size, tasks.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});
