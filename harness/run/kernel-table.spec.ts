import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { describe, test } from 'node:test';
import type { AfterTest } from '../testing/scratch-folder.js';
import { readListeners, readSockets, socketInodesOf, socketInodesOfGroup } from './kernel-table.js';
import { processStat } from './process-group.js';

async function listen(t: AfterTest, host: string): Promise<number> {
  const server: Server = createServer().unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  t.after(() => void server.close());
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const skip = process.platform === 'linux' ? false : 'there is no /proc/net/tcp here';

describe('the kernel’s table', { skip }, () => {
  test('shows a listener, and that it is ours', async (t) => {
    const port = await listen(t, '127.0.0.1');
    const found = readListeners().find(({ local }) => local.port === port);
    assert.deepEqual(found?.local, { host: '127.0.0.1', port });
    assert.ok(found !== undefined && socketInodesOf(process.pid).has(found.inode));
    assert.ok(readSockets().some(({ inode }) => inode === found.inode));
  });

  test('shows a listener on :: too, where servers that name no address listen', async (t) => {
    let port: number;
    try {
      port = await listen(t, '::');
    } catch {
      return t.skip('IPv6 is switched off here');
    }
    assert.ok(readListeners().some(({ local }) => local.port === port));
    assert.ok(readSockets().some(({ local }) => local.port === port));
  });

  test('is read no further than to the sought listener', async (t) => {
    const port = await listen(t, '127.0.0.1');
    const looks: number[] = [];
    readListeners(({ local }) => looks.push(local.port) > 0 && local.port === port);
    assert.equal(looks.at(-1), port);
  });

  test('shows the sockets of every process of a group', () => {
    const own = socketInodesOf(process.pid);
    const all = socketInodesOfGroup(processStat(process.pid)?.pgid ?? 0);
    assert.ok([...own].every((inode) => all.has(inode)));
  });

  test('shows nothing of a process that is gone', () => {
    assert.deepEqual(socketInodesOf(2 ** 22 + 1), new Set());
  });
});
