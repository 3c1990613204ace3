// Creating toxics, and refusing them.

import { LATENCY, create, refused, asked, toxicAnswer, type ApiCase } from './api-case.js';

export const TOXICS_CASES: readonly ApiCase[] = [
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
    title: 'toxics that end the real server’s whole process are refused; it accepts them',
    asked: [
      create,
      toxicAnswer(
        { type: 'slicer' },
        {
          ours: refused(400, 'invalid attributes of slicer: average_size must be at least 1 byte, found 0'),
          real: { status: 200 },
          strict: 'as ours',
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
          strict: 'as ours',
        },
      ),
      toxicAnswer(
        { type: 'bandwidth', attributes: { rate: -1 } },
        {
          ours: refused(400, 'invalid attributes of bandwidth: rate must be at least 0 KB/s, found -1'),
          real: { status: 200 },
          strict: 'as ours',
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
          strict: 'as ours',
        },
      ),
    ],
  },
];
