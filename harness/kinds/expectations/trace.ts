// Were the socket calls of a program watched at all? Without a trace nothing about its calls can be proven.

import { eventsOf } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';

/** Why the calls of the program (of one run, if named) are not all known; undefined if they are. */
export function traceGap(record: RunRecord, program: string, run?: number): string | undefined {
  const isIt = (data: { readonly program: string; readonly run: number }): boolean =>
    data.program === program && (run === undefined || data.run === run);
  const spawned = eventsOf(record.events, 'process.spawned').filter((event) => isIt(event.data));
  const started = eventsOf(record.events, 'trace.started').filter((event) => isIt(event.data));
  const lost = eventsOf(record.events, 'trace.lost').find((event) => isIt(event.data));
  const which = run === undefined ? program : `run ${run} of ${program}`;
  if (spawned.length === 0 && started.length === 0) return `${which} was never started`;
  if (started.length === 0) return `the socket calls of ${which} were not traced`;
  const untraced = spawned.find(({ data }) => !started.some((event) => event.data.run === data.run));
  if (untraced !== undefined) return `the socket calls of run ${untraced.data.run} of ${program} were not traced`;
  return lost === undefined ? undefined : `the trace of ${which} was lost: ${lost.data.reason}`;
}
