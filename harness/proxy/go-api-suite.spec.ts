// Toxiproxy's own tests of its HTTP API pass against our server.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test, type TestContext } from 'node:test';
import { startToxiproxy } from './index.js';
import { openGoSuite, SUITE_PORT, type GoSuite } from './testing/go-api-suite.js';
import { callerOf } from './testing/toxiproxy-under-test.js';

/** The ports on which these tests listen, besides the server's own. */
const PORTS = [SUITE_PORT, 3310, 3311, 7070, 7373, 7575];

/** Fails here on purpose, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  TestVersionEndpointReturnsVersion: 'wants the version that an unreleased build has, "git"',
};

test('Toxiproxy’s own API suite', async (t) => {
  const taken = await portTaken();
  if (taken !== undefined) return t.skip(`port ${taken} is taken`);
  const suite = await openGoSuite();
  if (typeof suite === 'string') return t.skip(suite);
  t.after(() => suite.remove());
  const toxiproxy = await startToxiproxy({ port: SUITE_PORT });
  t.after(() => toxiproxy.stop());
  assert.ok(suite.tests.length >= 30, `found ${suite.tests.length} tests in api_test.go`);
  await runAll(t, suite, toxiproxy.url);
});

async function runAll(t: TestContext, suite: GoSuite, url: string): Promise<void> {
  const call = callerOf(url);
  let left = 0;
  for (const name of suite.tests) {
    await t.test(name, async (each) => {
      if (DIFFERENT[name] !== undefined) return each.skip(DIFFERENT[name]);
      const { json } = await call('GET', '/proxies');
      left += Object.keys(json as object).length;
      for (const proxy of Object.keys(json as object)) await call('DELETE', `/proxies/${encodeURIComponent(proxy)}`);
      const { passed, output } = await suite.run(name);
      assert.ok(passed, output);
    });
  }
  assert.ok(left > 0, 'what the tests left behind shows that it was our server that they talked to');
}

async function portTaken(): Promise<number | undefined> {
  for (const port of PORTS) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (!free) return port;
  }
  return undefined;
}
