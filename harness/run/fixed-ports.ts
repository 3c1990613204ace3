// Ports that authors have fixed: among the runs of one process, one at a time has each.

import type { Undo } from '../vocabulary/undo.js';

export class FixedPorts {
  /** For each port, the end of the last run that wants it. */
  readonly #queues = new Map<number, Promise<void>>();

  /** Resolves when no earlier run has any of the ports; as late as those runs end, each within its own bound. */
  async hold(ports: readonly number[]): Promise<Undo> {
    if (ports.length === 0) return () => undefined;
    let giveBack: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (giveBack = resolve));
    const before = ports.map((port) => this.#queues.get(port) ?? Promise.resolve());
    // All queues are joined in the same turn: two runs never wait for each other.
    for (const port of ports) this.#queues.set(port, over);
    await Promise.all(before);
    return () => {
      for (const port of ports) if (this.#queues.get(port) === over) this.#queues.delete(port);
      giveBack();
    };
  }
}
