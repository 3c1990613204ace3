// The HTTP API of Toxiproxy 2.12 as a table: what is asked, and what both servers answer. Where they differ on purpose, a
// case says what each does.

export interface Expected {
  readonly status: number;
  /** The body as JSON; ports stand as PORT, and the Go server's accidental `Logger` is left out. */
  readonly json?: unknown;
  readonly text?: string;
  /** The error's text, or (ending in …) its beginning. */
  readonly error?: string;
  readonly type?: string;
}

export interface Asked {
  readonly ask: readonly [method: string, path: string, body?: unknown];
  readonly headers?: Record<string, string>;
  readonly answer: Expected | { readonly ours: Expected; readonly real: Expected };
}

export interface ApiCase {
  readonly title: string;
  readonly asked: readonly Asked[];
}

const P = { name: 'p', listen: '127.0.0.1:0', upstream: '127.0.0.1:1' };
const SHOWN = { name: 'p', listen: '127.0.0.1:PORT', upstream: '127.0.0.1:1', enabled: true, toxics: [] as unknown[] };
const OFF = { ...SHOWN, listen: '127.0.0.1:0', enabled: false };
const LATENCY = {
  attributes: { latency: 10, jitter: 0 },
  name: 'latency_downstream',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
};
const TEXT = 'text/plain; charset=utf-8';

const create: Asked = { ask: ['POST', '/proxies', P], answer: { status: 201, json: SHOWN } };
const createOff: Asked = { ask: ['POST', '/proxies', { ...P, enabled: false }], answer: { status: 201, json: OFF } };
const addLatency: Asked = {
  ask: ['POST', '/proxies/p/toxics', { type: 'latency', attributes: { latency: 10 } }],
  answer: { status: 200, json: LATENCY },
};
const refused = (status: number, error: string): Expected => ({ status, error, type: TEXT });
const asked = (method: string, path: string, body: unknown, answer: Asked['answer']): Asked => ({
  ask: [method, path, body],
  answer,
});
const toxicAnswer = (body: object, answer: Asked['answer']): Asked => asked('POST', '/proxies/p/toxics', body, answer);

export const API_CASES: readonly ApiCase[] = [
  {
    title: 'the version is a text of its own form',
    asked: [
      asked('GET', '/version', undefined, {
        status: 200,
        text: '{"version": "2.12.0"}\n',
        type: 'application/json;charset=utf-8',
      }),
    ],
  },
  {
    title: 'no proxies are an empty object',
    asked: [asked('GET', '/proxies', undefined, { status: 200, json: {}, type: 'application/json' })],
  },
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
    title: 'a bad body is refused',
    asked: [
      asked('POST', '/proxies', '', refused(400, 'bad request body: EOF')),
      asked('POST', '/proxies', '{"name":', refused(400, 'bad request body: unexpected EOF')),
      asked('POST', '/proxies', 'nonsense', refused(400, 'bad request body: invalid character …')),
      asked('POST', '/proxies', '{"name":5}', refused(400, 'bad request body: …')),
      asked('POST', '/proxies', '[]', refused(400, 'bad request body: …')),
      asked('POST', '/proxies', '{"name":"a","upstream":"b:1","enabled":"yes"}', refused(400, 'bad request body: …')),
      asked('POST', '/proxies', "{'name':'a'}", refused(400, 'bad request body: invalid character …')),
    ],
  },
  {
    title: 'only the first JSON value counts, keys have no case, unknown keys and null are ignored',
    asked: [
      asked(
        'POST',
        '/proxies',
        '{"NAME":"p","Upstream":"127.0.0.1:1","listen":"127.0.0.1:0","x":[1,{"y":2}],"enabled":null} rest',
        {
          status: 201,
          json: SHOWN,
        },
      ),
    ],
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
  {
    title: 'a toxic’s defaults: downstream, toxicity 1, its name from type and stream, attributes 0',
    asked: [
      create,
      toxicAnswer(
        { type: 'latency' },
        { status: 200, type: 'application/json', json: { ...LATENCY, attributes: { latency: 0, jitter: 0 } } },
      ),
      toxicAnswer(
        { type: 'bandwidth', stream: 'upstream', name: '' },
        {
          status: 200,
          json: {
            attributes: { rate: 0 },
            name: 'bandwidth_upstream',
            type: 'bandwidth',
            stream: 'upstream',
            toxicity: 1,
          },
        },
      ),
      toxicAnswer(
        { type: 'slow_close', stream: 'UPSTREAM', attributes: { DELAY: 5 } },
        {
          status: 200,
          json: {
            attributes: { delay: 5 },
            name: 'slow_close_UPSTREAM',
            type: 'slow_close',
            stream: 'UPSTREAM',
            toxicity: 1,
          },
        },
      ),
      toxicAnswer(
        { type: 'noop', toxicity: 0.1 },
        {
          status: 200,
          json: { attributes: {}, name: 'noop_downstream', type: 'noop', stream: 'downstream', toxicity: 0.1 },
        },
      ),
    ],
  },
  {
    title: 'every type is accepted, with all its attributes shown',
    asked: [
      create,
      ...(
        [
          ['timeout', { timeout: 1 }],
          ['reset_peer', { timeout: 2 }],
          ['slicer', { average_size: 3, size_variation: 1, delay: 4 }],
          ['limit_data', { bytes: 5 }],
          ['bandwidth', { rate: 6 }],
          ['slow_close', { delay: 7 }],
        ] as const
      ).map(([type, attributes]) =>
        toxicAnswer(
          { type, attributes },
          {
            status: 200,
            json: { attributes, name: `${type}_downstream`, type, stream: 'downstream', toxicity: 1 },
          },
        ),
      ),
    ],
  },
  {
    title: 'a wrong toxic is refused, in Toxiproxy’s order of checks',
    asked: [
      create,
      toxicAnswer(
        { type: 'latency', stream: 'sideways' },
        refused(400, 'stream was invalid, can be either upstream or downstream'),
      ),
      toxicAnswer(
        { type: 'latency', stream: '' },
        refused(400, 'stream was invalid, can be either upstream or downstream'),
      ),
      toxicAnswer(
        { type: 'nonsense', stream: 'sideways' },
        refused(400, 'stream was invalid, can be either upstream or downstream'),
      ),
      toxicAnswer({ type: 'nonsense' }, refused(400, 'invalid toxic type')),
      toxicAnswer({}, refused(400, 'invalid toxic type')),
      toxicAnswer({ type: 'down' }, refused(400, 'invalid toxic type')),
      toxicAnswer({ type: 'latency', attributes: { latency: 'x' } }, refused(400, 'bad request body: …')),
      toxicAnswer({ type: 'latency', attributes: { latency: 1.5 } }, refused(400, 'bad request body: …')),
      {
        ask: ['POST', '/proxies/p/toxics', '{"type":"latency","attributes":{"latency":1e3}}'],
        answer: refused(400, 'bad request body: …'),
      },
      toxicAnswer({ type: 'latency', attributes: [] }, refused(400, 'bad request body: …')),
      toxicAnswer({ type: 'latency', toxicity: 'often' }, refused(400, 'bad request body: …')),
      asked('POST', '/proxies/none/toxics', { type: 'latency' }, refused(404, 'proxy not found')),
      asked('GET', '/proxies/p/toxics', undefined, { status: 200, json: [] }),
    ],
  },
  {
    title: 'a toxic’s name is unique over both streams',
    asked: [
      create,
      toxicAnswer(
        { type: 'latency', name: 'a', stream: 'upstream' },
        { status: 200, json: { ...LATENCY, attributes: { latency: 0, jitter: 0 }, name: 'a', stream: 'upstream' } },
      ),
      toxicAnswer({ type: 'noop', name: 'a' }, refused(409, 'toxic already exists')),
    ],
  },
  {
    title: 'toxicity is not checked for its range',
    asked: [
      create,
      toxicAnswer(
        { type: 'noop', toxicity: 7 },
        {
          status: 200,
          json: { attributes: {}, name: 'noop_downstream', type: 'noop', stream: 'downstream', toxicity: 7 },
        },
      ),
    ],
  },
  {
    title: 'toxics are listed upstream first, each stream in order of creation',
    asked: [
      create,
      ...['down1:downstream', 'up1:upstream', 'down2:downstream', 'up2:upstream'].map((each) => {
        const [name, stream] = each.split(':');
        const json = { attributes: {}, name, type: 'noop', stream, toxicity: 1 };
        return toxicAnswer({ type: 'noop', name, stream }, { status: 200, json });
      }),
      asked('GET', '/proxies/p/toxics', undefined, {
        status: 200,
        json: ['up1:upstream', 'up2:upstream', 'down1:downstream', 'down2:downstream'].map((each) => {
          const [name, stream] = each.split(':');
          return { attributes: {}, name, type: 'noop', stream, toxicity: 1 };
        }),
      }),
    ],
  },
  {
    title: 'a toxic is shown, updated in part by POST and PATCH, and removed',
    asked: [
      create,
      addLatency,
      asked('GET', '/proxies/p/toxics/latency_downstream', undefined, { status: 200, json: LATENCY }),
      asked('GET', '/proxies/p', undefined, { status: 200, json: { ...SHOWN, toxics: [LATENCY] } }),
      asked(
        'POST',
        '/proxies/p/toxics/latency_downstream',
        { attributes: { jitter: 3 } },
        { status: 200, json: { ...LATENCY, attributes: { latency: 10, jitter: 3 } } },
      ),
      asked(
        'PATCH',
        '/proxies/p/toxics/latency_downstream',
        { toxicity: 0.5, name: 'x', type: 'noop', stream: 'upstream' },
        { status: 200, json: { ...LATENCY, attributes: { latency: 10, jitter: 3 }, toxicity: 0.5 } },
      ),
      asked('PATCH', '/proxies/p/toxics/none', {}, refused(404, 'toxic not found')),
      asked('PATCH', '/proxies/none/toxics/none', {}, refused(404, 'proxy not found')),
      asked('DELETE', '/proxies/p/toxics/latency_downstream', undefined, { status: 204, text: '' }),
      asked('DELETE', '/proxies/p/toxics/latency_downstream', undefined, refused(404, 'toxic not found')),
      asked('GET', '/proxies/p/toxics/latency_downstream', undefined, refused(404, 'toxic not found')),
    ],
  },
  {
    title: 'a failed update of a toxic changes nothing here; the real one half-applies it',
    asked: [
      create,
      addLatency,
      asked(
        'POST',
        '/proxies/p/toxics/latency_downstream',
        '{"attributes":{"latency":5,"jitter":"x"}}',
        refused(400, 'bad request body: …'),
      ),
      asked('GET', '/proxies/p/toxics/latency_downstream', undefined, {
        ours: { status: 200, json: LATENCY },
        real: { status: 200, json: { ...LATENCY, attributes: { latency: 5, jitter: 0 } } },
      }),
    ],
  },
  {
    title: 'toxics survive an update, a disable and an enable of their proxy',
    asked: [
      create,
      addLatency,
      asked(
        'POST',
        '/proxies/p',
        { enabled: false, upstream: '127.0.0.1:2' },
        { status: 200, json: { ...SHOWN, upstream: '127.0.0.1:2', enabled: false, toxics: [LATENCY] } },
      ),
      asked(
        'POST',
        '/proxies/p',
        { enabled: true },
        { status: 200, json: { ...SHOWN, upstream: '127.0.0.1:2', toxics: [LATENCY] } },
      ),
    ],
  },
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
  {
    title: 'unknown paths are 404, wrong methods 405 without a body',
    asked: [
      asked('GET', '/nowhere', undefined, { status: 404, text: '404 page not found\n', type: TEXT }),
      asked('GET', '/', undefined, { status: 404, text: '404 page not found\n' }),
      asked('GET', '/proxies/', undefined, { status: 404, text: '404 page not found\n' }),
      asked('GET', '/metrics', undefined, { status: 404, text: '404 page not found\n' }),
      asked('PUT', '/proxies', {}, { status: 405, text: '' }),
      asked('DELETE', '/proxies', undefined, { status: 405, text: '' }),
      asked('HEAD', '/proxies', undefined, { status: 405, text: '' }),
      asked('OPTIONS', '/proxies', undefined, { status: 405, text: '' }),
      asked('GET', '/reset', undefined, { status: 405, text: '' }),
      asked('GET', '//proxies', undefined, { status: 301 }),
    ],
  },
  {
    title: 'names are matched after decoding, one segment each',
    asked: [
      asked('POST', '/proxies', { ...P, name: 'a b' }, { status: 201, json: { ...SHOWN, name: 'a b' } }),
      asked('GET', '/proxies/a%20b', undefined, { status: 200, json: { ...SHOWN, name: 'a b' } }),
      asked('POST', '/proxies', { ...P, name: 'a/b' }, { status: 201, json: { ...SHOWN, name: 'a/b' } }),
      asked('GET', '/proxies/a%2Fb', undefined, { status: 404, text: '404 page not found\n' }),
    ],
  },
  {
    title: 'a browser is turned away from every known path',
    asked: [
      {
        ask: ['GET', '/proxies'],
        headers: { 'user-agent': 'Mozilla/5.0 (X11)' },
        answer: { status: 403, text: 'User agent not allowed\n', type: TEXT },
      },
      { ask: ['GET', '/nowhere'], headers: { 'user-agent': 'Mozilla/5.0 (X11)' }, answer: { status: 404 } },
      { ask: ['GET', '/proxies'], headers: { 'user-agent': 'mozilla/5.0' }, answer: { status: 200 } },
    ],
  },
  {
    title: 'toxics that end the real server’s whole process are refused; it accepts them',
    asked: [
      create,
      toxicAnswer(
        { type: 'slicer' },
        {
          ours: refused(400, 'invalid attributes of slicer: average_size must be at least 1 byte, found 0'),
          real: { status: 200 },
        },
      ),
      toxicAnswer(
        { type: 'slicer', name: 's2', attributes: { average_size: 5, size_variation: 9 } },
        {
          ours: refused(
            400,
            'invalid attributes of slicer: size_variation must be less than average_size (5), found 9',
          ),
          real: { status: 200 },
        },
      ),
      toxicAnswer(
        { type: 'bandwidth', attributes: { rate: -1 } },
        {
          ours: refused(400, 'invalid attributes of bandwidth: rate must be at least 0 KB/s, found -1'),
          real: { status: 200 },
        },
      ),
      toxicAnswer(
        { type: 'latency', attributes: { jitter: 9000000000000000 } },
        {
          ours: refused(
            400,
            'invalid attributes of latency: jitter must be at most 8796093022208 ms, found 9000000000000000',
          ),
          real: { status: 200 },
        },
      ),
    ],
  },
  {
    title: 'toxics that come with a proxy are created with it; the real one drops them',
    asked: [
      asked(
        'POST',
        '/proxies',
        { ...P, toxics: [{ type: 'latency', attributes: { latency: 10 } }] },
        {
          ours: { status: 201, json: { ...SHOWN, toxics: [LATENCY] } },
          real: { status: 201, json: SHOWN },
        },
      ),
    ],
  },
];
