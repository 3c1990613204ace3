// Showing, updating and removing toxics.

import { P, SHOWN, LATENCY, create, addLatency, refused, asked, toxicAnswer, type ApiCase } from './api-case.js';

export const TOXIC_CHANGES_CASES: readonly ApiCase[] = [
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
        strict: 'as ours',
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
