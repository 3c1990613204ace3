import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import { probeCapture, type CaptureTool } from './capture-tool.js';
import { LAST_PACKET, startPacketCapture } from './packet-capture.js';

/** Packets are numbered by the test; nothing here needs a guard. */
const host = { guard: { mark: {}, watch: () => {}, forget: () => {}, close: async () => {} }, deathSignalPrefix: [] };

const fake = (t: AfterTest, script: string): { readonly tool: CaptureTool; readonly file: string } => {
  const folder = scratchFolder(t);
  const file = join(folder, 'tool');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { tool: { file, words: ['-x'], interface: 'lo', ready: /listening on/ }, file: join(folder, 'capture.pcap') };
};

describe('a capture of packets', async () => {
  const probed = await probeCapture();
  const skip = 'tool' in probed ? false : probed.missing;

  test('holds what passed the ports between its start and its end, and nothing else', { skip }, async (t) => {
    assert.ok('tool' in probed);
    const file = join(scratchFolder(t), 'capture.pcap');
    const servers = await Promise.all([listen(t), listen(t)]);
    const [watched, other] = servers;
    const stop = await startPacketCapture({ tool: probed.tool, file, ports: [watched], host });
    await exchange(other, 'of another port');
    await exchange(watched, 'of the port that is watched');
    await stop();
    const bytes = readFileSync(file);
    // Microseconds or nanoseconds, in this machine's byte order.
    assert.ok(
      [0xa1b2c3d4, 0xa1b23c4d].includes(bytes.readUInt32LE(0)) ||
        [0xa1b2c3d4, 0xa1b23c4d].includes(bytes.readUInt32BE(0)),
    );
    assert.ok(bytes.includes('of the port that is watched') && bytes.includes(LAST_PACKET));
    assert.ok(!bytes.includes('of another port'));
  });

  test('that can’t begin is trouble of the rig, with the tool’s last words', async (t) => {
    const { tool, file } = fake(t, 'echo "lo: You do not have permission" >&2; exit 1');
    await assert.rejects(startPacketCapture({ tool, file, ports: [1], host }), {
      name: 'RigError',
      code: 'capture-failed',
      message:
        /^expected \S+tool to capture packets on lo, but it ended with code 1; its last words: lo: You do not have permission$/,
    });
  });

  test('whose tool is not there is trouble of the rig', async (t) => {
    const { tool, file } = fake(t, '');
    const parts = { tool: { ...tool, file: '/no/such/tool' }, file, ports: [1], host };
    await assert.rejects(startPacketCapture(parts), { code: 'capture-failed', message: /ENOENT/ });
  });

  test('that ended before its time says that packets may be missing', { timeout: 20_000 }, async (t) => {
    const { tool, file } = fake(t, 'echo "listening on lo" >&2; exec sleep 60');
    const stop = await startPacketCapture({ tool, file, ports: [1], host });
    await assert.rejects(async () => await stop(), /the last packets may be missing from/);
  });
});

async function listen(t: AfterTest): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

async function exchange(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  socket.resume();
  await once(socket, 'close');
}
