// Every toxic and every pair of toxics, in both orders, with other toxics coming, changing and going meanwhile: what arrives is
// what was sent, in both directions, and of what a toxic cuts off exactly the first bytes. GUASTO_PROXY_MIB=1024 sends a GiB
// each way through each; GUASTO_SEED draws other changes; GUASTO_SHRINK=1 looks for the fewest changes that fail.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Stream } from '../vocabulary/network.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';
import { digestOfFirst, startTransfer, type Arrived, type Transfer } from './testing/transfer.js';

const SIZE_BYTES = Number(process.env['GUASTO_PROXY_MIB'] ?? 4) * 1024 * 1024;
const SEED = Number(process.env['GUASTO_SEED'] ?? 1);
const SHRINK = process.env['GUASTO_SHRINK'] !== undefined;

/** A transfer that has not ended by then is stuck: half a minute, and 10 MB/s. */
const BOUND_MS = 30_000 + SIZE_BYTES / 10_000;
/** A change waits so long for its byte to arrive: toxics that hold everything are among the changes. */
const PATIENCE_MS = 10;
const STREAMS: readonly Stream[] = ['upstream', 'downstream'];

let bed: Testbed;
before(async () => void (bed = await openTestbed()));
after(() => bed.toxiproxy.stop());

interface Kind {
  readonly title: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, number | string>>;
  /** Only in the downstream stream: how many of its bytes arrive. Without it: all, in both streams. */
  readonly arrive?: number | 'some';
  /** How many of the upstream ones arrive, if that is not all. */
  readonly othersArrive?: 'some';
  readonly flips?: number;
}

const lossless = (type: string, attributes: Kind['attributes']): Kind => ({ title: type, type, attributes });
const HALF = SIZE_BYTES / 2;
const BEYOND = 2 ** 50;

const LOSSLESS: readonly Kind[] = [
  lossless('latency', { latency: 5, jitter: 5 }),
  lossless('bandwidth', { rate: 200_000 }),
  lossless('slicer', { average_size: 20_000, size_variation: 10_000 }),
  lossless('slow_close', { delay: 20 }),
  lossless('limit_data', { bytes: BEYOND }),
  lossless('cut', { at: BEYOND, with: 'rst' }),
  lossless('corrupt', { at: BEYOND }),
  // Pulled out in the middle; it is healed when the changes are over.
  lossless('hang', { at: HALF }),
  lossless('noop', {}),
];

const LOSSY: readonly Kind[] = [
  { title: 'a limit_data that is reached', type: 'limit_data', attributes: { bytes: HALF + 1 }, ...endsAt(HALF + 1) },
  { title: 'a cut with a FIN', type: 'cut', attributes: { at: HALF + 3 }, ...endsAt(HALF + 3) },
  { title: 'a cut with an RST', type: 'cut', attributes: { at: HALF + 5, with: 'rst' }, ...endsAt(HALF + 5) },
  { title: 'a corrupt that is reached', type: 'corrupt', attributes: { at: HALF + 7 }, flips: HALF + 7 },
  { title: 'timeout', type: 'timeout', attributes: { timeout: 0 }, arrive: 0 },
  { title: 'reset_peer', type: 'reset_peer', attributes: { timeout: 10 }, arrive: 'some', othersArrive: 'some' },
];

function endsAt(bytes: number): Pick<Kind, 'arrive' | 'othersArrive'> {
  return { arrive: bytes, othersArrive: 'some' };
}

interface Change {
  readonly do: 'add' | 'update' | 'remove';
  /** It is made when so much more has arrived. */
  readonly afterBytes: number;
  readonly kind: Kind;
  readonly stream: Stream;
  readonly toxicity: number;
  readonly which: number;
}

const CHANGES: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    do: fc.constantFrom('add', 'add', 'update', 'remove'),
    afterBytes: fc.integer({ min: 0, max: SIZE_BYTES / 4 }),
    kind: fc.constantFrom(...LOSSLESS, lossless('bandwidth', { rate: 0 })),
    stream: fc.constantFrom(...STREAMS),
    toxicity: fc.constantFrom(1, 1, 0.5, 0),
    which: fc.nat(9),
  }),
  { minLength: 4, maxLength: 16 },
);

describe(`${SIZE_BYTES / 2 ** 20} MiB each way, while toxics come and go`, () => {
  for (const first of LOSSLESS) {
    check([first]);
    for (const second of LOSSLESS) check([first, second]);
  }
  for (const first of LOSSY) {
    check([first]);
    for (const second of LOSSLESS) {
      check([first, second]);
      check([second, first]);
    }
    for (const second of LOSSY) if (second !== first) check([first, second]);
  }
});

let made = 0;

function check(kinds: readonly Kind[]): void {
  test(kinds.map(({ title }) => title).join(', then '), async () => {
    made += 1;
    const seed = SEED * 1000 + made;
    await fc.assert(
      fc.asyncProperty(CHANGES, (changes) => passThrough(kinds, changes)),
      { numRuns: 1, seed, endOnFailure: !SHRINK },
    );
  });
}

async function passThrough(kinds: readonly Kind[], changes: readonly Change[]): Promise<void> {
  const name = 'pair';
  const toxics = kinds.flatMap((kind, index) =>
    (isLossless(kind) ? STREAMS : STREAMS.slice(1)).map((stream) => toxicOf(kind, stream, `${index}-${stream}`)),
  );
  // Node drops what it has not read when a write fails: who is to be cut off has stopped sending by then.
  const upstream = kinds.some(({ othersArrive }) => othersArrive === 'some')
    ? Math.min(SIZE_BYTES, 2 ** 21)
    : SIZE_BYTES;
  const sizesBytes = { upstream, downstream: SIZE_BYTES };
  const transfer = await startTransfer(sizesBytes, (port) => bed.proxy(name, port, { toxics }));
  try {
    await makeChanges(name, transfer, changes);
    for (const hang of toxics.filter(({ type }) => type === 'hang')) await remove(name, hang.name);
    checkArrived(kinds, await bounded(transfer.arrived));
  } finally {
    transfer.abandon();
    await bed.call('DELETE', `/proxies/${name}`);
  }
}

/** In the end none of the toxics that came is left. */
async function makeChanges(name: string, transfer: Transfer, changes: readonly Change[]): Promise<void> {
  const there: string[] = [];
  let atBytes = 0;
  for (const [index, { do: what, afterBytes, kind, stream, toxicity, which }] of changes.entries()) {
    atBytes += afterBytes;
    await transfer.reached(atBytes, PATIENCE_MS);
    const chosen = there[which % Math.max(1, there.length)];
    if (what === 'add' || chosen === undefined) {
      await bed.toxic(name, { ...toxicOf(kind, stream, `change-${index}`), toxicity });
      there.push(`change-${index}`);
    } else if (what === 'remove') {
      await remove(name, chosen);
      there.splice(there.indexOf(chosen), 1);
    } else await bed.call('PATCH', `/proxies/${name}/toxics/${chosen}`, { toxicity });
  }
  for (const toxic of there) await remove(name, toxic);
}

function checkArrived(kinds: readonly Kind[], arrived: Readonly<Record<Stream, Arrived>>): void {
  const flips = kinds.flatMap((kind) => kind.flips ?? []);
  const downstream = kinds.map((kind) => kind.arrive ?? SIZE_BYTES);
  checkStream('downstream', arrived.downstream, downstream, flips);
  const upstream = kinds.map((kind) => kind.othersArrive ?? SIZE_BYTES);
  checkStream('upstream', arrived.upstream, upstream, []);
}

function checkStream(
  stream: Stream,
  { bytes, sha256 }: Arrived,
  arrive: readonly (number | 'some')[],
  flips: readonly number[],
): void {
  const most = Math.min(...arrive.map((each) => (each === 'some' ? SIZE_BYTES : each)));
  // Where another toxic ends the connection too, it may do so first.
  const exactly = arrive.every((each) => each !== 'some' && (each === most || each === SIZE_BYTES));
  if (exactly) assert.equal(bytes, most, `bytes that arrived ${stream}`);
  else assert.ok(bytes <= most, `${bytes} bytes arrived ${stream}, expected at most ${most}`);
  assert.equal(sha256, expectedDigest(stream, bytes, flips), `the digest of the ${bytes} bytes that arrived ${stream}`);
}

const digests = new Map<string, string>();

function expectedDigest(stream: Stream, bytes: number, flips: readonly number[]): string {
  const key = `${stream} ${bytes} ${flips.join()}`;
  const digest = digests.get(key) ?? digestOfFirst(bytes, stream, flips);
  digests.set(key, digest);
  return digest;
}

const isLossless = ({ arrive, flips }: Kind): boolean => arrive === undefined && flips === undefined;

function toxicOf({ type, attributes }: Kind, stream: Stream, name: string) {
  return { type, attributes, stream, name };
}

const remove = (proxy: string, toxic: string): Promise<unknown> =>
  bed.call('DELETE', `/proxies/${proxy}/toxics/${toxic}`);

async function bounded<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the transfer has not ended after ${BOUND_MS} ms`)), BOUND_MS);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
