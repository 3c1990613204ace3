import assert from 'node:assert/strict';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { foreignToxiproxyServer } from '../testing/foreign-toxiproxy.js';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import { claimPortBlock } from './ports.js';
import { startToxiproxyServer } from './toxiproxy-server.js';
import { openToxiproxy } from './toxiproxy.js';

async function host(t: AfterTest) {
  const ports = await claimPortBlock();
  t.after(() => ports.close());
  const [watched, forgotten]: [number[], number[]] = [[], []];
  const guard = {
    mark: {},
    watch: (pgid: number) => void watched.push(pgid),
    forget: (pgid: number) => void forgotten.push(pgid),
    close: () => Promise.resolve(),
  };
  return { host: { ports, guard, deathSignalPrefix: [] }, watched, forgotten };
}

function script(t: AfterTest, text: string): string {
  const path = join(scratchFolder(t), 'server');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('startToxiproxyServer', () => {
  test('a program that ends at once is told with its last words, and nothing of it is left', async (t) => {
    const { host: parts, watched, forgotten } = await host(t);
    const path = script(t, 'echo "what is -host?" >&2; echo "usage: none" >&2; exit 3');
    await assert.rejects(startToxiproxyServer(path, parts), {
      code: 'toxiproxy-unreachable',
      message:
        /^expected .*\/server to listen on 127\.0\.0\.1:\d+, but it ended with code 3; its last words: what is -host\? \/ usage: none$/,
      hint: 'is it a toxiproxy-server 2.x binary for this machine?',
    });
    assert.equal(watched.length, 1);
    assert.deepEqual(forgotten, watched);
  });

  test('that can’t be started holds up nobody: no timer, no look at the kernel’s tables is left', async (t) => {
    const { host: parts } = await host(t);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await assert.rejects(startToxiproxyServer(script(t, 'exit 3'), parts));
    assert.equal(timers(), before);
  });

  test('a file that is no program is told so', async (t) => {
    const { host: parts } = await host(t);
    await assert.rejects(startToxiproxyServer('/no/such/server', parts), {
      code: 'toxiproxy-unreachable',
      message: /^expected \/no\/such\/server to listen on 127\.0\.0\.1:\d+, but spawn \/no\/such\/server ENOENT$/,
    });
  });

  const server = foreignToxiproxyServer();
  test('the real one is started, speaks, and is gone when it is stopped', { skip: server.skip }, async (t) => {
    const { host: parts, watched } = await host(t);
    const running = await startToxiproxyServer(server.path, parts);
    const toxiproxy = await openToxiproxy(running.url);
    assert.match(toxiproxy.version, /^(git|\d+\.\d+)/);
    await toxiproxy.close();
    await running.stop();
    await eventually('it is gone', () => !existsSync(`/proc/${watched[0]}/exe`));
  });
});
