import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import type { Address } from '../vocabulary/network.js';
import type { AfterTest } from '../testing/scratch-folder.js';
import { eventually } from '../testing/eventually.js';
import { ReadinessPoller } from './readiness.js';

const skip = process.platform === 'linux' ? false : 'there is no /proc/net/tcp here';

/** Node code in a process group of its own, which waits for a line on stdin first. */
function node(t: AfterTest, code: string): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', `process.stdin.once('data', () => { ${code} })`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const { pid } = child;
  assert.ok(pid !== undefined);
  t.after(() => void process.kill(-pid, 'SIGKILL'));
  return Object.assign(child, { pid });
}

const SERVER = `
const server = require('node:net').createServer(() => console.log('connected'));
server.listen(0, HOST, () => console.log('port ' + server.address().port));`;

async function portOf(child: ChildProcess): Promise<number> {
  let text = '';
  child.stdout?.on('data', (more) => (text += String(more)));
  return await eventually('the server says its port', () => Number(/port (\d+)/.exec(text)?.[1]) || undefined);
}

describe('ReadinessPoller', { skip }, () => {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
    test(`finds a server on ${host}, and never connects to it`, async (t) => {
      const child = node(t, SERVER.replace('HOST', `'${host}'`));
      const found: Address[] = [];
      new ReadinessPoller().watch(child.pid, undefined, (address) => found.push(address));
      assert.deepEqual(found, []);
      let heard = '';
      child.stdout?.on('data', (more) => (heard += String(more)));
      child.stdin?.write('go\n');
      const port = await portOf(child);
      await eventually('it is found', () => found.length > 0);
      assert.deepEqual(found, [{ host, port }]);
      assert.doesNotMatch(heard, /connected/);
    });
  }

  test('finds a server that listens in a child process of the group', async (t) => {
    const inChild = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(SERVER.replace('HOST', "'127.0.0.1'"))}], { stdio: 'inherit' })`;
    const child = node(t, inChild);
    const found: Address[] = [];
    new ReadinessPoller().watch(child.pid, undefined, (address) => found.push(address));
    child.stdin?.write('go\n');
    const port = await portOf(child);
    await eventually('it is found', () => found.length > 0);
    assert.equal(found[0]?.port, port);
  });

  test('does not take somebody else’s server on the port for the program’s', async (t) => {
    const server = createServer().unref();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const child = node(t, SERVER.replace('HOST', "'127.0.0.1'"));
    const poller = new ReadinessPoller();
    let found = false;
    const unwatch = poller.watch(child.pid, port, () => (found = true));
    // Another program of the same poller is found meanwhile: so the poller has looked.
    const other = node(t, SERVER.replace('HOST', "'127.0.0.1'"));
    let otherFound = false;
    poller.watch(other.pid, undefined, () => (otherFound = true));
    child.stdin?.write('go\n');
    other.stdin?.write('go\n');
    await Promise.all([portOf(child), portOf(other)]);
    await eventually('the other one is found', () => otherFound);
    poller.nudge();
    assert.equal(found, false);
    await unwatch();
  });

  test('tells once of a program that listens on another port than its own', async (t) => {
    const child = node(t, SERVER.replace('HOST', "'127.0.0.1'"));
    const poller = new ReadinessPoller();
    const elsewhere: Address[] = [];
    const unwatch = poller.watch(
      child.pid,
      1,
      () => assert.fail('it does not listen on port 1'),
      (address) => elsewhere.push(address),
    );
    child.stdin?.write('go\n');
    const port = await portOf(child);
    await eventually('it is seen', () => elsewhere.length > 0);
    poller.nudge();
    assert.deepEqual(elsewhere, [{ host: '127.0.0.1', port }]);
    await unwatch();
  });

  test('a nudge looks at once', async (t) => {
    const child = node(t, SERVER.replace('HOST', "'127.0.0.1'"));
    const poller = new ReadinessPoller();
    child.stdin?.write('go\n');
    await portOf(child);
    let found = false;
    poller.watch(child.pid, undefined, () => (found = true));
    // The socket is older than the watch, and so passes for inherited until the whole group is looked at, 50 ms later.
    await eventually('it is found', () => {
      poller.nudge();
      return found;
    });
  });
});
