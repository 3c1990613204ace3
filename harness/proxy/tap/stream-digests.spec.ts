import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { weighMemory } from '../testing/weigh.js';
import { StreamDigests } from './stream-digests.js';

const sha256 = (pieces: readonly Uint8Array[]): string =>
  createHash('sha256').update(Buffer.concat(pieces)).digest('hex');

/** What happens to the next bytes that wait. */
const FATE = fc.oneof(
  fc.record({ fate: fc.constant('receive' as const), sizeBytes: fc.integer({ min: 1, max: 300_000 }) }),
  fc.record({
    fate: fc.constantFrom('send', 'send', 'drop', 'change', 'swap'),
    share: fc.integer({ min: 1, max: 100 }),
  }),
);

describe('the digests of a stream', () => {
  test('are those of what was received and of what was sent, whatever became of the bytes in between', () => {
    fc.assert(
      fc.property(fc.array(FATE, { maxLength: 60 }), (fates) => {
        const digests = new StreamDigests();
        const [received, sent, waiting]: Uint8Array[][] = [[], [], []];
        for (const [index, step] of fates.entries()) {
          if (step.fate === 'receive') {
            const bytes = Buffer.alloc('sizeBytes' in step ? step.sizeBytes : 0, index + 1);
            received?.push(bytes);
            waiting?.push(bytes);
            digests.received(bytes);
            continue;
          }
          const head = step.fate === 'swap' ? waiting?.pop() : waiting?.shift();
          if (head === undefined) continue;
          const sizeBytes = 'share' in step ? Math.ceil((head.length * step.share) / 100) : head.length;
          if (sizeBytes < head.length) waiting?.unshift(head.subarray(sizeBytes));
          if (step.fate === 'drop') continue;
          const bytes = head.subarray(0, sizeBytes);
          const left = step.fate === 'change' ? Uint8Array.from(bytes, (byte) => byte ^ 1) : bytes;
          sent?.push(left);
          digests.sent(left);
        }
        assert.deepEqual(digests.finish(), { receivedSha256: sha256(received ?? []), sentSha256: sha256(sent ?? []) });
      }),
      { numRuns: 300 },
    );
  });

  test('equal bytes in another place of memory are hashed too', () => {
    const digests = new StreamDigests();
    digests.received(Buffer.from('ciao'));
    digests.sent(Buffer.from('ciao'));
    const ciao = sha256([Buffer.from('ciao')]);
    assert.deepEqual(digests.finish(), { receivedSha256: ciao, sentSha256: ciao });
  });

  test('keep no more than about a MiB of what is never sent, in however small pieces it came', async () => {
    const digests = new StreamDigests();
    const before = await weighMemory();
    for (let n = 0; n < 100_000; n += 1) digests.received(new Uint8Array(1));
    const keptBytes = (await weighMemory()) - before;
    digests.finish();
    // 1 MiB, and what is not told apart from it; kept one by one they would be 20 MB.
    assert.ok(keptBytes < 3 * 1024 * 1024, `${keptBytes} bytes are kept`);
  });
});
