import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { passagesOf } from './passages.js';
import type { Passage } from '../kinds/reporters/run-report.js';
import type { FlowChunk } from '../record/flows.js';
import { seqOf } from '../vocabulary/time.js';

describe('passages of bytes through a link', () => {
  test('one chunk that is handed on whole is one passage', () => {
    const [passage, ...others] = passagesFrom([[4, 100]], [[4, 2_100]]);
    assert.deepEqual(others, []);
    assert.deepEqual([passage?.sizeBytes, passage?.fromUs, passage?.untilUs], [4, 100, 2_100]);
  });

  test('a chunk that is sliced fans out from one moment', () => {
    const passages = passagesFrom(
      [[9, 100]],
      [
        [3, 110],
        [3, 120],
        [3, 130],
      ],
    );
    assert.deepEqual(
      passages.map(({ fromUs, untilUs }) => [fromUs, untilUs]),
      [
        [100, 110],
        [100, 120],
        [100, 130],
      ],
    );
  });

  test('chunks that are merged meet in one moment', () => {
    const passages = passagesFrom(
      [
        [3, 100],
        [3, 110],
      ],
      [[6, 200]],
    );
    assert.deepEqual(
      passages.map(({ fromUs, untilUs }) => [fromUs, untilUs]),
      [
        [100, 200],
        [110, 200],
      ],
    );
  });

  test('what never came out has no end', () => {
    const passages = passagesFrom([[11, 100]], [[5, 200]]);
    assert.deepEqual(
      passages.map(({ offsetBytes, sizeBytes, untilUs }) => [offsetBytes, sizeBytes, untilUs]),
      [
        [0, 5, 200],
        [5, 6, undefined],
      ],
    );
  });

  test('bytes of chunks that were recorded together are spread between the first and the last', () => {
    const received = [{ ...chunkAt(0, 100, 1_000), chunks: 10, untilUs: 1_990 }];
    const [passage] = passagesOf(
      { link: 'wire', connection: 1, stream: 'upstream', received, sent: [chunkAt(0, 100, 5_000)] },
      [],
    );
    assert.deepEqual(
      [passage?.fromUs, passage?.fromLastUs, passage?.untilUs, passage?.untilLastUs],
      [1_000, 1_990, 5_000, 5_000],
    );
  });

  test('cover every received byte once and in order, and end no byte that was not sent', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, sizes, (receivedSizes, sentSizes) => {
        const total = sum(receivedSizes);
        const passages = passagesFrom(timed(receivedSizes), timed(cutTo(sentSizes, total)));
        let offset = 0;
        for (const passage of passages) {
          assert.equal(passage.offsetBytes, offset);
          assert.ok(passage.sizeBytes > 0);
          offset += passage.sizeBytes;
        }
        assert.equal(offset, total);
        const delivered = passages.filter(({ untilUs }) => untilUs !== undefined);
        assert.equal(sum(delivered.map(({ sizeBytes }) => sizeBytes)), Math.min(total, sum(sentSizes)));
        assert.ok(passages.length <= receivedSizes.length + sentSizes.length);
      }),
    );
  });
});

type Sizes = readonly (readonly [sizeBytes: number, atUs: number])[];

function passagesFrom(received: Sizes, sent: Sizes): readonly Passage[] {
  return passagesOf(
    { link: 'wire', connection: 1, stream: 'upstream', received: chunks(received), sent: chunks(sent) },
    [],
  );
}

function chunks(sizes: Sizes): readonly FlowChunk[] {
  let offset = 0;
  return sizes.map(([sizeBytes, atUs]) => {
    const chunk = chunkAt(offset, sizeBytes, atUs);
    offset += sizeBytes;
    return chunk;
  });
}

const chunkAt = (offsetBytes: number, sizeBytes: number, atUs: number): FlowChunk => ({
  seq: seqOf(0),
  atUs,
  untilUs: atUs,
  sizeBytes,
  offsetBytes,
  chunks: 1,
});

const timed = (sizes: readonly number[]): Sizes => sizes.map((size, index) => [size, index * 100]);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** No more bytes come out than went in. */
function cutTo(sizes: readonly number[], total: number): readonly number[] {
  let left = total;
  return sizes.flatMap((size) => {
    const taken = Math.min(size, left);
    left -= taken;
    return taken > 0 ? [taken] : [];
  });
}
