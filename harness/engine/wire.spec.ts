import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { AfterTest } from '../testing/scratch-folder.js';
import { listenFor, type Reply } from './wire.js';

/** What the one end hears of what the other writes, piece by piece, before it ends as it is told. */
async function heardOf(
  t: AfterTest,
  pieces: readonly Buffer[],
  end: (writer: Socket) => void,
): Promise<readonly Reply[]> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close());
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [writer] = await accepted;
  t.after(() => void writer.destroy());
  const heard: Reply[] = [];
  listenFor<Reply>(reader, (message) => heard.push(message));
  reader.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => reader.once('close', () => resolve()));
  for (const piece of pieces) {
    const read = once(reader, 'data');
    writer.write(piece);
    await read;
  }
  end(writer);
  await closed;
  return heard;
}

const message = (failure: string): Reply => ({ id: 'it', failure });
const bytesOf = (reply: Reply): Buffer => Buffer.from(`${JSON.stringify(reply)}\n`);

describe('what an engine and its entries tell each other', () => {
  test('is heard message by message, in whatever pieces it comes', async (t) => {
    const bytes = Buffer.concat([bytesOf(message('perché')), bytesOf(message('due'))]);
    // In the middle of the two bytes of "é", and of the second message.
    const cuts = [bytes.indexOf('\u00e9') + 1, bytes.length - 4];
    const pieces = [bytes.subarray(0, cuts[0]), bytes.subarray(cuts[0], cuts[1]), bytes.subarray(cuts[1])];
    const heard = await heardOf(t, pieces, (writer) => writer.end());
    assert.deepEqual(heard, [message('perché'), message('due')]);
  });

  test('is not heard where its writer was killed in the middle of it, and breaks nothing', async (t) => {
    const cut = bytesOf(message('never')).subarray(0, 10);
    const heard = await heardOf(t, [Buffer.concat([bytesOf(message('uno')), cut])], (writer) => writer.end());
    assert.deepEqual(heard, [message('uno')]);
  });

  test('ends with a reset as with anything else', async (t) => {
    const heard = await heardOf(t, [bytesOf(message('uno'))], (writer) => void writer.resetAndDestroy());
    assert.deepEqual(heard, [message('uno')]);
  });
});
