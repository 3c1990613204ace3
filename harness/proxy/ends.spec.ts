// How connections end without a toxic, here and through the real Toxiproxy.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBoth } from './testing/both-servers.js';
import { pythonClient } from './testing/python-peer.js';

describeBoth('the ends of connections', (bench) => {
  test('an answer after a half-close arrives here; the real one has closed both directions', async () => {
    const pair = await bench.pair(['drain', 'sleep:50', 'send:1000', 'close'], ['send:4', 'shut', 'drain']);
    assert.equal((await pair.client.done('drain')).bytes, bench.who === 'ours' ? 1000 : 0);
    await pair.finished();
  });

  test('a reset is forwarded as a reset here, and as a FIN by the real one', async () => {
    const pair = await bench.pair(['recv:1', 'reset'], ['send:1', 'drain']);
    assert.equal((await pair.client.done('drain')).ending, bench.who === 'ours' ? 'ECONNRESET' : 'fin');
    await pair.finished();
  });

  test('an upstream that refuses: the client connects all the same, and meets the end of the stream', async () => {
    const pair = await bench.pair(['pause', 'close'], ['drain']);
    pair.server.go();
    await pair.server.done('close');
    await pair.finished();
    // The server is gone: the same proxy now dials a closed port.
    const refused = await pythonClient(pair.port, 'drain');
    assert.equal((await refused.done('connect')).error, undefined);
    assert.equal((await refused.done('drain')).ending, 'fin');
    await refused.finished();
  });

  test('disabling ends live connections with a FIN for both, and refuses new ones', async () => {
    const pair = await bench.pair(['recv:1', 'drain'], ['send:1', 'drain']);
    await pair.server.done('recv:1');
    await bench.call('POST', `/proxies/${pair.proxy}`, { enabled: false });
    assert.deepEqual(
      [(await pair.client.done('drain')).ending, (await pair.server.done('drain')).ending],
      ['fin', 'fin'],
    );
    const refused = await pythonClient(pair.port, 'drain');
    assert.equal((await refused.done('connect')).error, 'ECONNREFUSED');
    await Promise.all([refused.finished(), pair.finished()]);
  });
});
