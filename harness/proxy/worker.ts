// The proxy's own thread: a busy main thread neither delays what passes the proxy nor its timers.

import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../vocabulary/invariant.js';
import { measureLag, takeLagUs } from './lag.js';
import type { ProxyEvent } from './proxy-event.js';
import { runToxiproxy } from './toxiproxy.js';
import type { ToHost, ToWorker, WorkerSetting } from './worker-messages.js';

/** Events wait for others this long, so that a busy proxy sends them by the hundred. */
const BATCH_MS = 2;

const port = parentPort;
invariant(port !== null, 'worker.ts runs only as a worker thread');
const tell = (message: ToHost): void => port.postMessage(message);
// workerData is what the host gave: a WorkerSetting.
const setting = workerData as WorkerSetting;

let waiting: ProxyEvent[] = [];
let timer: NodeJS.Timeout | undefined;

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  if (waiting.length === 0) return;
  tell({ kind: 'events', events: waiting });
  waiting = [];
}

function onEvent(event: ProxyEvent): void {
  waiting.push(event);
  timer ??= setTimeout(flush, BATCH_MS);
}

measureLag(setting.lag);
runToxiproxy({
  ...setting,
  onEvent: setting.tapped ? onEvent : undefined,
  lagUs: () => takeLagUs(setting.lag),
}).then(
  (toxiproxy) => {
    port.on('message', (message: ToWorker) => {
      if (message.kind === 'flush') {
        flush();
        tell({ kind: 'flushed', flush: message.flush });
        return;
      }
      void toxiproxy.stop().then(() => {
        flush();
        // Nothing is left to do, so that the thread ends by itself.
        port.close();
      });
    });
    tell({ kind: 'started', address: toxiproxy.address });
  },
  (error: NodeJS.ErrnoException) => {
    tell({ kind: 'failed', code: error.code, message: error.message });
    port.close();
  },
);
