// Runs the same tests against our Toxiproxy, ours in the strict way and, where there is one, the real one.

import { after, before, describe } from 'node:test';
import { startToxiproxy } from '../index.js';
import { NO_PYTHON, pythonClient, pythonServer, type PythonPeer } from './python-peer.js';
import { NO_REAL_TOXIPROXY, startRealToxiproxy } from './real-toxiproxy.js';
import { callerOf, portOf, type Call } from './toxiproxy-under-test.js';

/** Strict does what the real one does. */
export type Who = 'ours' | 'strict' | 'real';

export const TITLES: Readonly<Record<Who, string>> = {
  ours: 'our own Toxiproxy',
  strict: 'ours with --compat strict',
  real: 'the real one',
};

export interface Bench {
  readonly who: Who;
  call: Call;
  /** A server and a client, both Python, with a proxy between them; the toxics are there before the client connects. */
  pair(server: readonly string[], client: readonly string[], ...toxics: readonly object[]): Promise<Pair>;
  /** Adds a toxic to a proxy; resolves when it is in effect. */
  add(proxy: string, toxic: object): Promise<void>;
}

export interface Pair {
  readonly proxy: string;
  readonly port: number;
  readonly client: PythonPeer;
  readonly server: PythonPeer;
  /** Waits for both programs. */
  finished(): Promise<void>;
}

export function describeBoth(
  title: string,
  tests: (bench: Bench) => void,
  { concurrency }: { readonly concurrency: number } = { concurrency: 4 },
): void {
  const servers = [
    { who: 'ours', skip: NO_PYTHON, start: () => startToxiproxy({ seed: 7 }) },
    { who: 'strict', skip: NO_PYTHON, start: () => startToxiproxy({ seed: 7, compat: 'strict' }) },
    { who: 'real', skip: NO_PYTHON || NO_REAL_TOXIPROXY, start: startRealToxiproxy },
  ] as const;
  for (const { who, skip, start } of servers) {
    void describe(`${title}, ${TITLES[who]}`, { skip, concurrency }, () => {
      let running: { readonly url: string; stop(): Promise<void> } | undefined;
      const bench = new RunningBench(who);
      before(async () => {
        running = await start();
        bench.call = callerOf(running.url);
      });
      after(() => running?.stop());
      tests(bench);
    });
  }
}

class RunningBench implements Bench {
  readonly who: Who;
  call: Call = () => Promise.reject(new Error('the server has not been started'));
  #made = 0;

  constructor(who: Who) {
    this.who = who;
  }

  async pair(server: readonly string[], client: readonly string[], ...toxics: readonly object[]): Promise<Pair> {
    this.#made += 1;
    const proxy = `p${this.#made}`;
    const serving = await pythonServer(...server);
    const body = { name: proxy, listen: '127.0.0.1:0', upstream: `127.0.0.1:${serving.port}` };
    const created = await this.call('POST', '/proxies', body);
    for (const toxic of toxics) await this.add(proxy, toxic);
    const port = portOf(created.json);
    const connected = await pythonClient(port, ...client);
    const finished = async (): Promise<void> => {
      await Promise.all([connected.finished(), serving.finished()]);
    };
    return { proxy, port, client: connected, server: serving, finished };
  }

  async add(proxy: string, toxic: object): Promise<void> {
    const answer = await this.call('POST', `/proxies/${proxy}/toxics`, toxic);
    if (answer.status !== 200) throw new Error(`could not add ${JSON.stringify(toxic)}: ${answer.text}`);
  }
}
