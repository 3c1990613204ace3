// Creating, showing, updating and deleting proxies.

import { P, SHOWN, OFF, create, refused, asked, type ApiCase } from './api-case.js';

export const PROXIES_CASES: readonly ApiCase[] = [
  {
    title: 'a proxy is created with 201, shown, listed and deleted',
    asked: [
      { ...create, answer: { status: 201, json: SHOWN, type: 'application/json' } },
      asked('GET', '/proxies/p', undefined, { status: 200, json: SHOWN }),
      asked('GET', '/proxies', undefined, { status: 200, json: { p: SHOWN } }),
      asked('DELETE', '/proxies/p', undefined, { status: 204, text: '' }),
      asked('GET', '/proxies/p', undefined, refused(404, 'proxy not found')),
      asked('DELETE', '/proxies/p', undefined, refused(404, 'proxy not found')),
    ],
  },
  {
    title: 'create wants a name and an upstream, the name first',
    asked: [
      asked('POST', '/proxies', {}, refused(400, 'missing required field: name')),
      asked('POST', '/proxies', { name: '' }, refused(400, 'missing required field: name')),
      asked('POST', '/proxies', { name: 'p' }, refused(400, 'missing required field: upstream')),
    ],
  },
  {
    title: 'a name can be taken once',
    asked: [create, asked('POST', '/proxies', P, refused(409, 'proxy already exists'))],
  },
  {
    title: 'listen is shown as the address that was bound',
    asked: [
      asked('POST', '/proxies', { ...P, listen: 'localhost:0' }, { status: 201, json: SHOWN }),
      asked(
        'POST',
        '/proxies',
        { ...P, name: 'q', listen: '[::1]:0' },
        { status: 201, json: { ...SHOWN, name: 'q', listen: '[::1]:PORT' } },
      ),
      asked(
        'POST',
        '/proxies',
        { ...P, name: 'r', listen: ':0' },
        { status: 201, json: { ...SHOWN, name: 'r', listen: '[::]:PORT' } },
      ),
      asked(
        'POST',
        '/proxies',
        { ...P, name: 's', listen: '0.0.0.0:0' },
        { status: 201, json: { ...SHOWN, name: 's', listen: '[::]:PORT' } },
      ),
    ],
  },
  {
    title: 'without listen ours binds the loopback, and the real one every interface',
    asked: [
      asked(
        'POST',
        '/proxies',
        { name: 'p', upstream: '127.0.0.1:1' },
        {
          ours: { status: 201, json: SHOWN },
          real: { status: 201, json: { ...SHOWN, listen: '[::]:PORT' } },
        },
      ),
    ],
  },
  {
    title: 'an address that can’t be bound is a 500 with the network’s words, and stores nothing',
    asked: [
      asked(
        'POST',
        '/proxies',
        { ...P, listen: 'bad' },
        refused(500, 'listen tcp: address bad: missing port in address'),
      ),
      asked(
        'POST',
        '/proxies',
        { ...P, listen: '127.0.0.1:99999' },
        refused(500, 'listen tcp: address 99999: invalid port'),
      ),
      asked(
        'POST',
        '/proxies',
        { ...P, listen: '8.8.8.8:0' },
        refused(500, 'listen tcp 8.8.8.8:0: bind: cannot assign requested address'),
      ),
      asked(
        'POST',
        '/proxies',
        { ...P, listen: 'no.such.host.invalid:0' },
        refused(500, 'listen tcp: lookup no.such.host.invalid…'),
      ),
      asked('GET', '/proxies', undefined, { status: 200, json: {} }),
    ],
  },
  {
    title: 'a disabled proxy keeps its listen as given, unchecked until it is enabled',
    asked: [
      asked(
        'POST',
        '/proxies',
        { ...P, listen: 'bad', enabled: false },
        { status: 201, json: { ...OFF, listen: 'bad' } },
      ),
      asked('POST', '/proxies/p', { enabled: true }, refused(500, 'address bad: missing port in address')),
      asked('POST', '/proxies/p', { listen: '127.0.0.1:0', enabled: true }, { status: 200, json: SHOWN }),
    ],
  },
  {
    title: 'POST and PATCH update a proxy in part',
    asked: [
      create,
      asked('POST', '/proxies/p', { enabled: false }, { status: 200, json: { ...SHOWN, enabled: false } }),
      asked('PATCH', '/proxies/p', { enabled: true }, { status: 200, json: SHOWN }),
      asked(
        'PATCH',
        '/proxies/p',
        { upstream: '127.0.0.1:2', name: 'ignored' },
        { status: 200, json: { ...SHOWN, upstream: '127.0.0.1:2' } },
      ),
      asked('PATCH', '/proxies/p', { upstream: '' }, { status: 200, json: { ...SHOWN, upstream: '' } }),
      asked('PATCH', '/proxies/p', { listen: null, upstream: null }, { status: 200, json: { ...SHOWN, upstream: '' } }),
      asked('PATCH', '/proxies/p', {}, { status: 200, json: { ...SHOWN, upstream: '' } }),
      asked('PATCH', '/proxies/none', {}, refused(404, 'proxy not found')),
      asked('PATCH', '/proxies/p', '', refused(400, 'bad request body: EOF')),
      asked('PATCH', '/proxies/p', { listen: 'bad' }, refused(500, 'address bad: missing port in address')),
      asked('GET', '/proxies/p', undefined, { status: 200, json: { ...SHOWN, upstream: '' } }),
    ],
  },
  {
    title: 'an update that can’t be bound leaves the proxy disabled, with the new address',
    asked: [
      create,
      asked(
        'POST',
        '/proxies/p',
        { listen: '8.8.8.8:5' },
        refused(500, 'listen tcp 8.8.8.8:5: bind: cannot assign requested address'),
      ),
      asked('GET', '/proxies/p', undefined, {
        status: 200,
        json: { ...SHOWN, listen: '8.8.8.8:PORT', enabled: false },
      }),
    ],
  },
];
