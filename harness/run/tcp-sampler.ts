// The kernel's view of single ports, on the record whenever it changed.

import type { Recorder } from '../record/recorder.js';
import type { TcpSocket } from '../record/events/tcp-events.js';
import { formatAddress, type TcpState } from '../vocabulary/network.js';
import { readSockets } from './kernel-table.js';

export class TcpSampler {
  readonly #recorder: Recorder;
  readonly #last = new Map<number, string>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Records the sockets of these local ports, those that changed since their last sample. */
  sample(ports: readonly number[]): void {
    if (ports.length === 0) return;
    const beganUs = this.#recorder.now();
    const sockets = readSockets();
    for (const port of ports) this.#record(port, sockets, beganUs);
  }

  /** The states of the port's sockets now; recorded too. */
  statesOf(port: number): readonly TcpState[] {
    const beganUs = this.#recorder.now();
    return this.#record(port, readSockets(), beganUs).map((socket) => socket.state);
  }

  #record(port: number, all: readonly TcpSocket[], beganUs: number): readonly TcpSocket[] {
    const sockets = all.filter((socket) => socket.local.port === port);
    const key = sockets
      .map((socket) => `${formatAddress(socket.remote)} ${socket.state}`)
      .toSorted()
      .join('\n');
    if (this.#last.get(port) !== key) {
      this.#last.set(port, key);
      const uncertaintyUs = this.#recorder.now() - beganUs;
      this.#recorder.emit({ observer: 'kernel', kind: 'tcp.sampled', data: { port, sockets }, uncertaintyUs });
    }
    return sockets;
  }
}
