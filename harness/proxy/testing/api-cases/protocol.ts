// How the API speaks HTTP and JSON.

import { P, SHOWN, TEXT, refused, asked, type ApiCase } from './api-case.js';

export const PROTOCOL_CASES: readonly ApiCase[] = [
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
];
