// The engine process. Forked by the entry that runs Playwright; ends with it, whatever happens to it.

import { failureText } from './failure-text.js';
import type { EngineOptions } from './job.js';
import { serveEngine, type ServedEngine } from './serve-engine.js';

/** What the entry says first. */
export interface Opening {
  readonly options: EngineOptions;
}

/** What it is answered. */
export type Opened = { readonly ready: true; readonly socketPath: string } | { readonly failed: string };

let closing: Promise<void> | undefined;
let engine: Promise<ServedEngine> | undefined;

// Ctrl-C reaches the whole foreground group: the entry decides when the engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void end());
process.on('SIGHUP', () => void end());
process.on('disconnect', () => void end());
process.once('message', (opening: Opening) => void open(opening));

async function open({ options }: Opening): Promise<void> {
  engine = serveEngine(options);
  try {
    const { socketPath } = await engine;
    tell({ ready: true, socketPath });
  } catch (error) {
    tell({ failed: failureText(error) });
  }
}

function tell(answer: Opened): void {
  // An entry that died meanwhile hears nothing; its end is heard as `disconnect`.
  process.send?.(answer, () => undefined);
}

function end(): Promise<void> {
  closing ??= (async () => {
    const opened = await engine?.catch(() => undefined);
    await opened?.close();
    process.exit(0);
  })();
  return closing;
}
