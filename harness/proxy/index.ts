// The embedded Toxiproxy: Toxiproxy's HTTP API and toxics without a binary, truer on the wire, in a thread of its own.

import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Address } from '../vocabulary/network.js';
import { measureLag, sharedLag, takeLagUs } from './lag.js';
import type { MetricKinds } from './metrics/exposition.js';
import type { ProxyDefinition } from './proxy-definition.js';
import type { ProxyEventListener } from './proxy-event.js';
import { runToxiproxy, urlOf } from './toxiproxy.js';
import type { FinForwarding } from './fin-forwarding.js';
import type { ToHost, ToWorker, WorkerSetting } from './worker-messages.js';

export type { ProxyDefinition, ToxicDefinition } from './proxy-definition.js';
export type { ProxyEvent, ProxyEventData, ProxyEventKind, ProxyEventOf } from './proxy-event.js';

export interface StartToxiproxyOptions {
  /** Where the API listens. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, any free port. */
  readonly port?: number;
  /** All draws follow from it: toxicity, jitter, slices. Default: a random one. */
  readonly seed?: number;
  /** Default: worker, a thread of its own. `here` shares the event loop of the caller. */
  readonly thread?: 'worker' | 'here';
  /** Proxies that are there from the beginning. Rejects with code GUASTO_INVALID_CONFIG if one can't be made. */
  readonly proxies?: readonly ProxyDefinition[];
  /** How a proxy forwards a FIN that does not say it itself. Default: half-close (in the strict way: close). */
  readonly fin?: FinForwarding;
  /** strict: the real Toxiproxy's way wherever a program could depend on it (README.md). Default: guasto. */
  readonly compat?: 'guasto' | 'strict';
  /** Serve /metrics: true for everything. Default: false. */
  readonly metrics?: boolean | Partial<MetricKinds>;
  /** Called with what happens on every connection, at most a few milliseconds later. */
  readonly onEvent?: ProxyEventListener;
}

export interface RunningToxiproxy {
  /** For clients: http://127.0.0.1:PORT. */
  readonly url: string;
  readonly address: Address;
  readonly seed: number;
  readonly thread: 'worker' | 'here';
  /** Resolves when every event so far was given to `onEvent`; chunks that are told together may still come, within 20 ms. */
  flush(): Promise<void>;
  /** Closes every socket. Resolves when all are closed and the last event was told. May be called again. */
  stop(): Promise<void>;
  /** The longest delay of the proxy's event loop since the last call, µs. */
  lagUs(): number;
}

/** Starts a Toxiproxy on a free port. Rejects with the error of listen() (EADDRINUSE…) if its API can't listen. */
export async function startToxiproxy(options: StartToxiproxyOptions = {}): Promise<RunningToxiproxy> {
  const lag = sharedLag();
  const { host = '127.0.0.1', port = 0, thread = 'worker', onEvent } = options;
  const seed = options.seed ?? randomInt(2 ** 31);
  const { compat = 'guasto', metrics = false, proxies } = options;
  const strict = compat === 'strict';
  const setting: WorkerSetting = {
    host,
    port,
    seed,
    behaviour: { strict, fin: options.fin ?? (strict ? 'close' : 'half-close') },
    metricKinds: metricKindsOf(metrics),
    config: proxies === undefined ? undefined : JSON.stringify(proxies),
    tapped: onEvent !== undefined,
    lag,
  };
  const started = await (thread === 'worker' ? startWorker(setting, onEvent) : startHere(setting, onEvent));
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(started.address),
    address: started.address,
    seed,
    thread,
    flush: () => (stopped === undefined ? started.flush() : stopped),
    stop: () => (stopped ??= started.stop()),
    lagUs: () => takeLagUs(lag),
  };
}

const metricKindsOf = (metrics: boolean | Partial<MetricKinds>): MetricKinds =>
  typeof metrics === 'boolean'
    ? { proxy: metrics, runtime: metrics }
    : { proxy: metrics.proxy ?? false, runtime: metrics.runtime ?? false };

interface Started {
  readonly address: Address;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function startHere(setting: WorkerSetting, onEvent: ProxyEventListener | undefined): Promise<Started> {
  const { address, stop } = await runToxiproxy({ ...setting, onEvent, lagUs: () => takeLagUs(setting.lag) });
  const stopMeasuring = measureLag(setting.lag);
  return {
    address,
    // Nothing waits in between, but what has happened in the kernel must still be seen.
    flush: () => new Promise((resolve) => setImmediate(resolve)),
    stop: async () => {
      stopMeasuring();
      await stop();
    },
  };
}

function startWorker(setting: WorkerSetting, onEvent: ProxyEventListener | undefined): Promise<Started> {
  const worker = new Worker(join(__dirname, 'worker.js'), { workerData: setting, name: 'toxiproxy' });
  const post = (message: ToWorker): void => worker.postMessage(message);
  const flushes = new Map<number, () => void>();
  let asked = 0;
  let listening = false;
  const flush = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const flushed = new Promise<void>((resolve) => flushes.set(mine, resolve));
    post({ kind: 'flush', flush: mine });
    await flushed;
  };
  return new Promise((resolve, reject) => {
    const exited = new Promise<void>((gone) => {
      worker.once('exit', (code) => {
        reject(new Error(`expected the proxy's thread to listen, but it ended with code ${code}`));
        for (const release of flushes.values()) release();
        gone();
      });
    });
    const stop = async (): Promise<void> => {
      post({ kind: 'stop' });
      await exited;
    };
    worker.on('error', (error) => {
      reject(error);
      // Once it runs only our own bug can end it: that must not pass for a quiet wire.
      if (listening)
        queueMicrotask(() => {
          throw error;
        });
    });
    worker.on('message', (message: ToHost) => {
      switch (message.kind) {
        case 'started':
          listening = true;
          resolve({ address: message.address, flush, stop });
          break;
        case 'failed':
          reject(Object.assign(new Error(message.message), { code: message.code }));
          break;
        case 'events':
          for (const event of message.events) onEvent?.(event);
          break;
        case 'flushed':
          flushes.get(message.flush)?.();
          flushes.delete(message.flush);
          break;
      }
    });
  });
}
