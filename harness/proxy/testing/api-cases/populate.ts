// What concerns all proxies at once: populate and reset.

import { P, SHOWN, OFF, LATENCY, createOff, addLatency, asked, type ApiCase } from './api-case.js';

export const POPULATE_CASES: readonly ApiCase[] = [
  {
    title: 'populate creates proxies, and leaves alone what is there already',
    asked: [
      createOff,
      addLatency,
      asked('POST', '/populate', [P, { ...P, name: 'q' }], {
        status: 201,
        type: 'application/json',
        json: {
          proxies: [
            { ...OFF, toxics: [LATENCY] },
            { ...SHOWN, name: 'q' },
          ],
        },
      }),
    ],
  },
  {
    title: 'populate replaces a proxy whose upstream differs, and its toxics are lost',
    asked: [
      createOff,
      addLatency,
      asked('POST', '/populate', [{ ...P, upstream: '127.0.0.1:2' }], {
        status: 201,
        json: { proxies: [{ ...SHOWN, upstream: '127.0.0.1:2' }] },
      }),
    ],
  },
  {
    title: 'populate checks every name and upstream before it creates anything',
    asked: [
      asked('POST', '/populate', [P, {}], {
        ours: {
          status: 400,
          json: { error: 'missing required field: name at proxy 2', status: 400, proxies: [] },
          type: 'application/json',
        },
        real: {
          status: 400,
          json: { error: 'missing required field: name at proxy 2', status: 400, proxies: null },
          type: 'application/json',
        },
      }),
      asked('POST', '/populate', [{ name: 'p' }], {
        ours: { status: 400, error: 'missing required field: upstream at proxy 1' },
        real: { status: 400, error: 'missing required field: upstream at proxy 1' },
      }),
      asked('POST', '/populate', 'x', { status: 400, error: 'bad request body: …' }),
      asked('POST', '/populate', {}, { status: 400, error: 'bad request body: …' }),
      asked('GET', '/proxies', undefined, { status: 200, json: {} }),
    ],
  },
  {
    title: 'populate stops at the first that can’t be bound, and tells what was done',
    asked: [
      asked('POST', '/populate', [P, { ...P, name: 'q', listen: 'bad' }, { ...P, name: 'r' }], {
        status: 500,
        json: { error: 'listen tcp: address bad: missing port in address', status: 500, proxies: [SHOWN] },
      }),
    ],
  },
  {
    title: 'populating nothing gives an empty list; the real one’s null makes its own Node client crash',
    asked: [
      asked('POST', '/populate', [], {
        ours: { status: 201, json: { proxies: [] } },
        real: { status: 201, json: { proxies: null } },
      }),
    ],
  },
  {
    title: 'reset enables every proxy and removes its toxics',
    asked: [
      createOff,
      addLatency,
      asked('POST', '/reset', undefined, { status: 204, text: '' }),
      asked('GET', '/proxies/p', undefined, { status: 200, json: SHOWN }),
      asked('POST', '/reset', 'anything', { status: 204, text: '' }),
    ],
  },
];
