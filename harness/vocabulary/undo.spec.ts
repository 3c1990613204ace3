import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UndoStack } from './undo.js';

describe('the undo stack', () => {
  test('undoes last in, first out, one after the other', async () => {
    const done: string[] = [];
    const stack = new UndoStack();
    stack.push('first', () => void done.push('first'));
    stack.push('second', async () => {
      await Promise.resolve();
      done.push('second');
    });
    stack.push('third', () => void done.push('third'));
    assert.deepEqual(await stack.unwind(), []);
    assert.deepEqual(done, ['third', 'second', 'first']);
  });

  test('goes on after a failure and tells all failures', async () => {
    const done: string[] = [];
    const stack = new UndoStack();
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    stack.push('first', () => void done.push('first'));
    stack.push('throws', () => {
      throw thrown;
    });
    stack.push('rejects', () => Promise.reject(rejected));
    assert.deepEqual(await stack.unwind(), [
      { what: 'rejects', error: rejected },
      { what: 'throws', error: thrown },
    ]);
    assert.deepEqual(done, ['first']);
  });

  test('undoes each entry once, also if unwound twice', async () => {
    let times = 0;
    const stack = new UndoStack();
    stack.push('once', () => void (times += 1));
    await Promise.all([stack.unwind(), stack.unwind()]);
    await stack.unwind();
    assert.equal(times, 1);
  });

  test('what an undo pushes is undone too', async () => {
    const done: string[] = [];
    const stack = new UndoStack();
    stack.push('outer', () => stack.push('inner', () => void done.push('inner')));
    await stack.unwind();
    assert.deepEqual(done, ['inner']);
  });
});
