import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { weighMemory } from '../testing/weigh.js';
import { ChunkQueue } from './chunk-queue.js';

const KIB = 1024;

describe('a queue of chunks', () => {
  test('hands bytes on in their order, in pieces of any size, and counts what is left', () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(chunks, fc.infiniteStream(fc.integer({ min: 1, max: 60 })), (all, sizes) => {
        const queue = new ChunkQueue();
        for (const bytes of all) queue.push({ bytes, arrivedMs: 0 });
        const taken: number[] = [];
        for (let left = all.length; queue.head !== undefined;) {
          const headBytes = queue.head.bytes.length;
          const piece = queue.take(sizes.next().value);
          taken.push(...piece);
          if (piece.length === headBytes) left -= 1;
          const rest = all.reduce((sum, { length }) => sum + length, 0) - taken.length;
          assert.equal(queue.costBytes, rest + 256 * left);
        }
        assert.deepEqual(
          taken,
          all.flatMap((bytes) => [...bytes]),
        );
      }),
    );
  });

  test('keeps no memory of chunks that were taken, though it is never empty', async () => {
    const queue = new ChunkQueue();
    const before = await weighMemory();
    queue.push({ bytes: new Uint8Array(64 * KIB), arrivedMs: 0 });
    for (let n = 0; n < 800; n += 1) {
      queue.push({ bytes: new Uint8Array(64 * KIB), arrivedMs: 0 });
      queue.take(64 * KIB);
    }
    const keptBytes = (await weighMemory()) - before;
    assert.notEqual(queue.head, undefined);
    // One is still in it; 800 would be 50 MB.
    assert.ok(keptBytes < 1024 * KIB, `${keptBytes} bytes are kept`);
  });
});
