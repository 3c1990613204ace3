// An engine in this process for as long as a command needs it, with a line at the bottom of the terminal; a signal ends
// whatever it runs.

import { startLiveEngine, type EngineOptions } from '../engine/index.js';
import type { LocalEngine } from '../engine/live-engine.js';
import { progressLine } from '../playwright/progress-line.js';

const INTERRUPTED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface AtWork {
  readonly engine: LocalEngine;
  readonly isInterrupted: () => boolean;
  /** How far it is. */
  readonly show: (text: string) => void;
}

/** undefined after a signal, when everything that was running is ended; the exit code is then set. Throws RigError. */
export async function withEngine<T>(options: EngineOptions, work: (at: AtWork) => Promise<T>): Promise<T | undefined> {
  const engine = await startLiveEngine(options);
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    process.exitCode = INTERRUPTED;
    void engine.close();
  };
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const line = progressLine();
  try {
    const found = await work({ engine, isInterrupted: () => isInterrupted, show: line.show });
    return isInterrupted ? undefined : found;
  } catch (error) {
    // What had not begun is refused by an engine that is closed.
    if (isInterrupted) return undefined;
    throw error;
  } finally {
    line.end();
    await engine.close();
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
