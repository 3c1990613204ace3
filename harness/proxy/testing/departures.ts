// Where our Toxiproxy departs from the real 2.12: one row each, with what is asked of a server and what it answers. The README's
// table has the same rows; decisions/0008 says why.

import { P } from './api-cases/api-case.js';
import type { Bench } from './both-servers.js';
import {
  added,
  created,
  drawsOfOneConnection,
  freshName,
  held,
  removalBehindAStalledReader,
  toxic,
} from './departure-probes.js';

export interface Departure {
  /** As in the first column of the README's table. */
  readonly what: string;
  readonly strict: 'as the real one' | 'as here';
  readonly here: string;
  readonly real: string;
  /** What this server does, in a word or two. */
  readonly probe: (bench: Bench) => Promise<string>;
}

export const DEPARTURES: readonly Departure[] = [
  {
    what: 'FIN',
    strict: 'as the real one',
    here: '1000 bytes',
    real: '0 bytes',
    probe: async (bench) => {
      const pair = await bench.pair(['drain', 'sleep:50', 'send:1000', 'close'], ['send:4', 'shut', 'drain']);
      const { bytes } = await pair.client.done('drain');
      await pair.finished();
      return `${bytes} bytes`;
    },
  },
  {
    what: 'RST',
    strict: 'as the real one',
    here: 'ECONNRESET',
    real: 'fin',
    probe: async (bench) => {
      const pair = await bench.pair(['recv:1', 'reset'], ['send:1', 'drain']);
      const { ending } = await pair.client.done('drain');
      await pair.finished();
      return String(ending);
    },
  },
  {
    what: '`reset_peer` on a live connection',
    strict: 'as the real one',
    here: '0 bytes, ECONNRESET',
    real: '0 bytes, still open',
    probe: async (bench) => {
      const pair = await bench.pair(['recv:1', 'pause'], ['send:1', 'pause', 'listen:300']);
      await pair.server.done('recv:1');
      await bench.add(pair.proxy, toxic('reset_peer', { timeout: 0 }));
      pair.client.go();
      const { bytes, ending } = await pair.client.done('listen:300');
      await pair.finished();
      return `${bytes} bytes, ${ending ?? 'still open'}`;
    },
  },
  {
    what: 'toxicity',
    strict: 'as here',
    here: 'one draw',
    real: 'several draws',
    probe: drawsOfOneConnection,
  },
  {
    what: 'adding, updating or removing a toxic',
    strict: 'as here',
    here: '0 bytes, still open',
    real: '4 bytes, still open',
    probe: (bench) =>
      held(bench, [toxic('latency', { latency: 60_000 })], (toxics) => bench.call('POST', toxics, { type: 'noop' })),
  },
  {
    what: 'removing a `timeout`',
    strict: 'as the real one',
    here: '4 bytes, still open',
    real: '4 bytes, fin',
    probe: (bench) =>
      held(bench, [toxic('timeout', { timeout: 0 }, { toxicity: 0 })], (toxics) =>
        bench.call('DELETE', `${toxics}/timeout_downstream`),
      ),
  },
  {
    what: 'a failed update of a toxic',
    strict: 'as here',
    here: 'latency 10',
    real: 'latency 5',
    probe: async (bench) => {
      const name = freshName();
      await bench.call('POST', '/proxies', { ...P, name });
      await bench.call('POST', `/proxies/${name}/toxics`, toxic('latency', { latency: 10 }));
      const path = `/proxies/${name}/toxics/latency_downstream`;
      await bench.call('POST', path, '{"attributes":{"latency":5,"jitter":"x"}}');
      const { json } = await bench.call('GET', path);
      await bench.call('DELETE', `/proxies/${name}`);
      return `latency ${(json as { readonly attributes: { readonly latency: number } }).attributes.latency}`;
    },
  },
  {
    what: 'attributes that make no sense',
    strict: 'as here',
    here: '400',
    real: '200',
    probe: (bench) => added(bench, toxic('slicer', {})),
  },
  {
    what: 'two toxics in a row',
    strict: 'as here',
    here: 'from the toxic before it',
    real: 'from the socket',
    probe: async (bench) => {
      const chain = [toxic('bandwidth', { rate: 10 }), toxic('latency', { latency: 1000 })];
      const pair = await bench.pair(['recv:1', 'send:4000', 'pause'], ['send:1', 'recv:4000'], ...chain);
      const { atUs: sentUs } = await pair.server.done('send:4000');
      const { atUs } = await pair.client.done('recv:4000');
      await pair.finished();
      // 4000 bytes leave the bandwidth after 400 ms, and then the latency after 1000 ms, or 1000 ms after they came.
      return atUs - sentUs >= 1_390_000 ? 'from the toxic before it' : 'from the socket';
    },
  },
  {
    what: '`listen` left out',
    strict: 'as the real one',
    here: '127.0.0.1',
    real: '[::]',
    probe: async (bench) => (await created(bench, { listen: '' })).listen?.replace(/:\d+$/, '') ?? 'nothing',
  },
  {
    what: '`toxics` in create and populate',
    strict: 'as the real one',
    here: '1 toxics',
    real: '0 toxics',
    probe: async (bench) => `${(await created(bench, { toxics: [{ type: 'noop' }] })).toxics?.length} toxics`,
  },
  {
    what: '`seed` in create',
    strict: 'as the real one',
    here: '400',
    real: '201',
    probe: async (bench) => String((await created(bench, { seed: 'none' })).status),
  },
  {
    what: 'toxics and rules of our own',
    strict: 'as the real one',
    here: '200',
    real: '400',
    probe: (bench) => added(bench, toxic('cut', { at: 5 }, { connections: { nth: 2 } })),
  },
  {
    what: '`/populate` with nothing done',
    strict: 'as the real one',
    here: '{"proxies":[]}',
    real: '{"proxies":null}',
    probe: async (bench) => (await bench.call('POST', '/populate', [])).text,
  },
  {
    what: 'proxies in answers',
    strict: 'as the real one',
    here: 'no Logger',
    real: 'Logger',
    probe: async (bench) => ((await created(bench, {})).text.includes('"Logger"') ? 'Logger' : 'no Logger'),
  },
  {
    what: 'request body',
    strict: 'as here',
    here: '413',
    real: '201',
    probe: async (bench) => String((await created(bench, { rest: 'x'.repeat(9 * 1024 * 1024) })).status),
  },
  {
    what: 'a black-holed upstream, a stalled reader',
    strict: 'as here',
    here: 'answered',
    real: 'not answered in 2 s',
    // Keep it last: the real one answers nobody for a while.
    probe: removalBehindAStalledReader,
  },
];
