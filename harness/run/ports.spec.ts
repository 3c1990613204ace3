import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { readListeners, socketInodesOf } from './kernel-table.js';
import { claimPortBlock, type PortBlock } from './ports.js';

describe('claimPortBlock', () => {
  test('two claims never share a port, and all lie below the ephemeral range', async () => {
    const [one, two] = [await claimPortBlock(), await claimPortBlock()];
    const ports = [...one.lease(50).ports, ...two.lease(50).ports];
    assert.equal(new Set(ports).size, 100);
    // 32768 is the first port of Linux's default ip_local_port_range.
    assert.ok(ports.every((port) => port >= 15_000 && port < 32_768));
    await Promise.all([one.close(), two.close()]);
  });

  test('a port that somebody listens on is not handed out', async () => {
    const block = await claimPortBlock();
    const first = block.lease(1);
    const port = first.ports[0] ?? 0;
    await first.release();
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      assert.ok(!block.lease(200).ports.includes(port));
    } finally {
      await new Promise((resolve) => server.close(resolve));
      await block.close();
    }
  });

  test('a port given back is handed out last', async () => {
    const block = await claimPortBlock();
    const lease = block.lease(1);
    await lease.release();
    assert.ok(!block.lease(100).ports.includes(lease.ports[0] ?? 0));
    await block.close();
  });

  test('asking for more than there are says what to do', async () => {
    const block = await claimPortBlock();
    assert.throws(() => block.lease(10_000), {
      name: 'RigError',
      code: 'no-free-port',
      message: /^expected 10000 free ports in this process's blocks, found \d+$/,
      hint: 'run fewer scenarios at once, or wait a minute for TIME_WAIT to pass',
    });
    await block.close();
  });

  test('more blocks are claimed before the ports of one are used up', async () => {
    const block = await claimPortBlock();
    const ports: number[] = [];
    // A block has 299 ports.
    for (let n = 0; n < 10; n += 1) {
      ports.push(...block.lease(90).ports);
      // A claim takes a turn or two of the loop.
      await eventually('there are ports again', () => hasPorts(block, 90));
    }
    assert.equal(new Set(ports).size, 900);
    const ours = (): number => readListeners().filter(({ inode }) => socketInodesOf(process.pid).has(inode)).length;
    const claims = ours();
    await block.close();
    // 900 ports are those of four blocks, at least.
    assert.ok(claims - ours() >= 4);
  });

  test('a port given back twice is not leased to two', async () => {
    const block = await claimPortBlock();
    const lease = block.lease(1);
    await lease.release();
    await lease.release();
    // All of the block: the twice released port would come twice.
    const ports = block.lease(250).ports;
    assert.equal(new Set(ports).size, ports.length);
    await block.close();
  });
});

function hasPorts(block: PortBlock, count: number): boolean {
  try {
    void block.lease(count).release();
    return true;
  } catch {
    return false;
  }
}
