// No byte is lost, added or reordered by adding, updating or removing toxics on a live connection, whatever the reader's pace.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

const SIZE_BYTES = 3 * 1024 * 1024;
const DATA = randomBytes(SIZE_BYTES);
const DIGEST = createHash('sha256').update(DATA).digest('hex');

let bed: Testbed;
before(async () => void (bed = await openTestbed()));
after(() => bed.toxiproxy.stop());

/** Toxics that drop nothing. */
const HARMLESS = fc.oneof(
  fc.record({ latency: fc.nat(20), jitter: fc.nat(20) }).map((attributes) => ({ type: 'latency', attributes })),
  fc.integer({ min: 20_000, max: 200_000 }).map((rate) => ({ type: 'bandwidth', attributes: { rate } })),
  fc.constant({ type: 'bandwidth', attributes: { rate: 0 } }),
  fc
    .integer({ min: 100, max: 20_000 })
    .map((average_size) => ({ type: 'slicer', attributes: { average_size, size_variation: 50 } })),
  fc.constant({ type: 'limit_data', attributes: { bytes: 2 ** 40 } }),
  fc.constant({ type: 'slow_close', attributes: { delay: 5 } }),
  fc.constant({ type: 'noop', attributes: {} }),
);

const CHANGE = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    toxic: HARMLESS,
    stream: fc.constantFrom('upstream', 'downstream'),
    toxicity: fc.constantFrom(1, 1, 0.5),
  }),
  fc.record({ do: fc.constant('update' as const), which: fc.nat(), toxic: HARMLESS, toxicity: fc.constantFrom(0, 1) }),
  fc.record({ do: fc.constant('remove' as const), which: fc.nat() }),
);

describe('integrity', () => {
  test('toxics may come, change and go while bytes pass in both directions', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(CHANGE, { minLength: 3, maxLength: 25 }), fc.boolean(), async (changes, slowReader) => {
        run += 1;
        await throughChanges(`i${run}`, changes, slowReader);
      }),
      { numRuns: 12, seed: 20_260, endOnFailure: true },
    );
  });

  for (const [type, attributes] of [
    ['latency', { latency: 20, jitter: 10 }],
    ['bandwidth', { rate: 20_000 }],
    ['slicer', { average_size: 700, size_variation: 300 }],
    ['limit_data', { bytes: SIZE_BYTES + 1 }],
    ['slow_close', { delay: 20 }],
    ['noop', {}],
  ] as const) {
    test(`${SIZE_BYTES} bytes pass ${type} whole and in order`, async () => {
      const toxics = ['upstream', 'downstream'].map((stream) => ({ type, stream, attributes }));
      const transfer = await startTransfer(`w-${type}`, false, toxics);
      assert.deepEqual(await transfer.digests, [DIGEST, DIGEST]);
      await checkTotals(`w-${type}`);
    });
  }

  test('what the kernel takes late is told in its order', async () => {
    // Beyond what kernels buffer, in slices of half the room of a socket: while one waits in Node, the next is written.
    const data = randomBytes(32 * 1024 * 1024);
    const slicer = { type: 'slicer', stream: 'upstream', attributes: { average_size: 32_768, size_variation: 1024 } };
    const transfer = await startTransfer('late', true, [slicer], data);
    assert.equal((await transfer.digests)[0], sha256(data));
    await checkTotals('late', data);
  });

  test('limit_data lets exactly its first bytes pass', async () => {
    const transfer = await startTransfer('limit', false, [{ type: 'limit_data', attributes: { bytes: 1_000_001 } }]);
    const [, downstream] = await transfer.digests;
    assert.equal(downstream, createHash('sha256').update(DATA.subarray(0, 1_000_001)).digest('hex'));
  });
});

type Change = typeof CHANGE extends fc.Arbitrary<infer T> ? T : never;

async function throughChanges(name: string, changes: readonly Change[], slowReader: boolean): Promise<void> {
  const transfer = await startTransfer(name, slowReader);
  for (const [index, change] of changes.entries()) {
    const listed = (await bed.call('GET', `/proxies/${name}/toxics`)).json as readonly { readonly name: string }[];
    const chosen = 'which' in change ? listed[change.which % Math.max(1, listed.length)] : undefined;
    if (change.do === 'add') {
      await bed.toxic(name, { ...change.toxic, name: `t${index}`, stream: change.stream, toxicity: change.toxicity });
    } else if (chosen !== undefined && change.do === 'remove') {
      await bed.call('DELETE', `/proxies/${name}/toxics/${chosen.name}`);
    } else if (chosen !== undefined && change.do === 'update') {
      // Attributes that the toxic does not have are ignored.
      const { toxicity, toxic } = change;
      await bed.call('PATCH', `/proxies/${name}/toxics/${chosen.name}`, { toxicity, attributes: toxic.attributes });
    }
  }
  // Whatever still holds bytes is removed, and they all arrive.
  await bed.call('POST', '/reset');
  assert.deepEqual(await transfer.digests, [DIGEST, DIGEST]);
  await checkTotals(name);
}

interface Transfer {
  /** Of what the server and what the client received, once both streams have ended. */
  readonly digests: Promise<readonly [string, string]>;
}

/** Both sides send DATA (the client perhaps something else) and then a FIN. */
async function startTransfer(
  name: string,
  slowReader: boolean,
  toxics: readonly object[] = [],
  upload: Uint8Array = DATA,
): Promise<Transfer> {
  const server = createServer({ allowHalfOpen: true });
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = await bed.proxy(name, (server.address() as AddressInfo).port, { toxics });
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  // Its upload is cut off when a toxic ends the connection.
  client.on('error', () => undefined);
  client.end(upload);
  const serving = accepted.then((socket) => {
    server.close();
    socket.end(DATA);
    return digestOf(socket, slowReader);
  });
  return { digests: Promise.all([serving, digestOf(client, slowReader)]) };
}

async function digestOf(socket: Socket, slow: boolean): Promise<string> {
  const hash = createHash('sha256');
  let sinceBreak = 0;
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    const bytes = piece as Buffer;
    hash.update(bytes);
    sinceBreak += bytes.length;
    if (!slow || sinceBreak < 400_000) continue;
    sinceBreak = 0;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return hash.digest('hex');
}

/** The tap's own totals say the same. */
async function checkTotals(name: string, upload: Uint8Array = DATA): Promise<void> {
  await bed.call('DELETE', `/proxies/${name}`);
  const closed = (await bed.eventsOf(name)).find((event) => event.kind === 'connection.closed');
  assert.ok(closed !== undefined);
  assert.deepEqual(closed.data, { connection: 1, upstream: wholeOf(upload), downstream: wholeOf(DATA) });
}

function wholeOf(data: Uint8Array) {
  const digest = sha256(data);
  return { receivedBytes: data.length, sentBytes: data.length, receivedSha256: digest, sentSha256: digest };
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
