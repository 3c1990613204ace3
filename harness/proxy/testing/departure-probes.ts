// What the rows of departures.ts ask of a server.

import { monotonicUs } from '../../vocabulary/time.js';
import { P } from './api-cases/api-case.js';
import type { ApiAnswer } from './toxiproxy-under-test.js';
import type { Bench } from './both-servers.js';

export const toxic = (type: string, attributes: object, more: object = {}): object => ({ type, attributes, ...more });

let named = 0;
export const freshName = (): string => `departure${(named += 1)}`;

/** What a client that sent a byte first gets in 300 ms of a server that sent four, after `change`. */
export async function held(
  bench: Bench,
  toxics: readonly object[],
  change: (proxy: string) => Promise<unknown>,
): Promise<string> {
  // The real server has no events: nothing but time tells that it has taken the four bytes.
  const server = ['recv:1', 'send:4', 'sleep:300', 'pause'];
  const pair = await bench.pair(server, ['send:1', 'pause', 'listen:300'], ...toxics);
  await pair.server.done('sleep:300');
  await change(`/proxies/${pair.proxy}/toxics`);
  pair.client.go();
  const { bytes, ending } = await pair.client.done('listen:300');
  await pair.finished();
  return `${bytes} bytes, ${ending ?? 'still open'}`;
}

export async function created(
  bench: Bench,
  more: object,
): Promise<ApiAnswer & { readonly listen?: string; readonly toxics?: readonly unknown[] }> {
  const name = freshName();
  const answer = await bench.call('POST', '/proxies', { ...P, name, ...more });
  const { listen, toxics } = (answer.json ?? {}) as { readonly listen?: string; readonly toxics?: readonly unknown[] };
  await bench.call('DELETE', `/proxies/${name}`);
  return { ...answer, ...(listen === undefined ? {} : { listen }), ...(toxics === undefined ? {} : { toxics }) };
}

/** The status that adding the toxic gets. */
export async function added(bench: Bench, body: object): Promise<string> {
  const name = freshName();
  await bench.call('POST', '/proxies', { ...P, name });
  const { status } = await bench.call('POST', `/proxies/${name}/toxics`, body);
  await bench.call('DELETE', `/proxies/${name}`);
  return String(status);
}

const ROUNDS = Array.from({ length: 12 }, (_, index) => index);

/** Whether another toxic's coming and going changes what happens to a connection that a toxicity of one half has drawn. */
export async function drawsOfOneConnection(bench: Bench): Promise<string> {
  for (let tried = 0; tried < 20; tried += 1) {
    const pair = await bench.pair(
      ['recv:1', ...ROUNDS.flatMap((index) => ['pause', `send:${index + 10}`]), 'close'],
      ['send:1', ...ROUNDS.map((index) => `recv:${index + 10}`), 'drain'],
      toxic('latency', { latency: 300 }, { toxicity: 0.5 }),
    );
    await pair.server.done('recv:1');
    const isDelayed = async (index: number): Promise<boolean> => {
      // From before the server is told to send: its own word of having sent may come late, and the delay look shorter.
      const toldUs = monotonicUs();
      pair.server.go();
      return (await pair.client.done(`recv:${index + 10}`)).atUs - toldUs >= 300_000;
    };
    let delayed = (await isDelayed(0)) ? 1 : 0;
    for (const index of ROUNDS.slice(1)) {
      if (delayed === 0) break;
      const toxics = `/proxies/${pair.proxy}/toxics`;
      if (index % 2 === 1) await bench.call('POST', toxics, { type: 'noop' });
      else await bench.call('DELETE', `${toxics}/noop_downstream`);
      if (await isDelayed(index)) delayed += 1;
    }
    await pair.finished();
    if (delayed > 0) return delayed === ROUNDS.length ? 'one draw' : 'several draws';
  }
  return 'no draw in 20 connections';
}

/** Removes a toxic of a connection whose reader has not read for a second. */
export async function removalBehindAStalledReader(bench: Bench): Promise<string> {
  const noop = toxic('noop', {}, { stream: 'upstream' });
  const pair = await bench.pair(['recv:1', 'pause'], ['send:1', 'sleep:100', 'send:64000000'], noop);
  await pair.client.done('sleep:100');
  // By then whatever can take bytes is full.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const removed = bench.call('DELETE', `/proxies/${pair.proxy}/toxics/noop_upstream`).then(
    () => 'answered',
    () => 'failed',
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve('not answered in 2 s'), 2000)));
  const seen = await Promise.race([removed, late]);
  clearTimeout(timer);
  await pair.finished();
  return seen;
}
