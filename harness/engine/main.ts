// The engine process. Forked by the entry that runs Playwright; ends with it, whatever happens to it.

import { RigError } from '../vocabulary/rig-error.js';
import type { EngineOptions } from './job.js';
import { serveEngine } from './serve-engine.js';

interface Opening {
  readonly socketPath: string;
  readonly options: EngineOptions;
}

let closing: Promise<void> | undefined;
let engine: Promise<{ close(): Promise<void> }> | undefined;

// Ctrl-C reaches the whole foreground group: the entry decides when the engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void end());
process.on('SIGHUP', () => void end());
process.on('disconnect', () => void end());
process.once('message', (opening: Opening) => void open(opening));

async function open({ socketPath, options }: Opening): Promise<void> {
  engine = serveEngine(socketPath, options);
  try {
    await engine;
    process.send?.({ ready: true });
  } catch (error) {
    process.send?.({ failed: messageOf(error) });
  }
}

function end(): Promise<void> {
  closing ??= (async () => {
    const opened = await engine?.catch(() => undefined);
    await opened?.close();
    process.exit(0);
  })();
  return closing;
}

function messageOf(error: unknown): string {
  if (error instanceof RigError) return [error.message, error.hint].filter(Boolean).join('\n  try: ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
