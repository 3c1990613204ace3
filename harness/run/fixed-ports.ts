// Ports that authors have fixed: among the runs of one process, one at a time has each, and nobody else may listen there.

import type { Plan, Program } from '../plan/index.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { Undo } from '../vocabulary/undo.js';
import { readListeners } from './kernel-table.js';

type Fixed = Program & { readonly port: number };

const isFixed = (program: Program): program is Fixed => typeof program.port === 'number';

export const fixedPortsOf = ({ programs }: Plan): readonly number[] => programs.filter(isFixed).map(({ port }) => port);

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

/** A port that the author fixed can't be chosen again: who else listens there would be taken for the program. Throws RigError. */
export function expectFixedPortsFree({ programs }: Plan): void {
  const fixed = programs.filter(isFixed);
  if (fixed.length === 0) return;
  const listening = new Set(readListeners().map(({ local }) => local.port));
  for (const { name, port } of fixed) {
    if (!listening.has(port)) continue;
    throw new RigError('port-taken', `expected port ${port} of ${name} to be free, but somebody listens there`, {
      hint: `leave its port to the plan (\${${name}.port}), or see who it is: ss -ltnp 'sport = :${port}'`,
    });
  }
}
