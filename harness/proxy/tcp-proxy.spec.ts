// An address that a proxy gave up a moment ago. A process that is being started just then has a copy of the listening socket
// until its exec: for so long it is taken. A listener of this spec's own stands for that copy.

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, describe, test, type TestContext } from 'node:test';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
before(async () => {
  bed = await openTestbed();
});
after(() => bed.toxiproxy.stop());

async function holdPort(t: TestContext, port: number): Promise<Server> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  t.after(() => holder.close());
  return holder;
}

describe('an address that was given up a moment ago', () => {
  for (const accept of ['always', 'never'] as const) {
    test(`is listened at again as soon as it is free (accept: ${accept})`, async (t) => {
      const port = await bed.proxy(`again-${accept}`, 1);
      await bed.call('PATCH', `/proxies/again-${accept}`, { enabled: false });
      const holder = await holdPort(t, port);
      setTimeout(() => holder.close(), 100);
      const answer = await bed.call('PATCH', `/proxies/again-${accept}`, { enabled: true, accept });
      assert.deepEqual([answer.status, (answer.json as { enabled?: unknown }).enabled], [200, true], answer.text);
    });
  }

  test('is told to be taken if it stays so', async (t) => {
    const port = await bed.proxy('taken', 1);
    await bed.call('PATCH', '/proxies/taken', { enabled: false });
    await holdPort(t, port);
    const answer = await bed.call('PATCH', '/proxies/taken', { enabled: true });
    assert.equal(answer.status, 500);
    assert.match(answer.text, /bind: address already in use/);
  });
});
