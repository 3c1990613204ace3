// What is asked of a Toxiproxy while it is stopped.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { EventHub } from './event-hub.js';
import { Metrics } from './metrics/metrics.js';
import { ProxyCollection } from './proxy-collection.js';

test('a proxy that is being made while all are closed is closed too, and none can be made after that', async () => {
  const proxies = new ProxyCollection({
    seed: 1,
    hub: new EventHub(undefined),
    metrics: new Metrics(),
    behaviour: { strict: false, fin: 'half-close' },
    dialDeadlineMs: 1000,
  });
  const settings = { listen: 'localhost:0', upstream: '127.0.0.1:1', enabled: true, fin: 'half-close' } as const;
  const request = { ...settings, name: 'p', accept: 'always', toxics: [], seed: undefined } as const;
  // Its name has to be looked up first.
  const making = proxies.create(request);
  await proxies.close('shutdown');
  const { listen } = (await making).settings;
  const client = connect(Number(listen.split(':').pop()), '127.0.0.1');
  await assert.rejects(once(client, 'connect'), { code: 'ECONNREFUSED' });
  await assert.rejects(proxies.create(request), { status: 503, message: 'this Toxiproxy is being stopped' });
});
