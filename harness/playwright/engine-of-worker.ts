// The engine that a worker's tests ask: the invocation's one engine process, or in live mode one of the worker's own.

import { connectEngine } from '../engine/connect-engine.js';
import { EngineFailure } from '../engine/engine-failure.js';
import { failureText } from '../engine/failure-text.js';
import type { Engine } from '../engine/job.js';
import { invariant } from '../vocabulary/invariant.js';
import { ENVIRONMENT } from './environment.js';
import { processState } from './process-state.js';

export const isPooled = (): boolean => process.env[ENVIRONMENT.engine] !== undefined;

/** Rejects when the engine can't be reached or started. */
export async function openEngine(): Promise<Engine> {
  const socketPath = process.env[ENVIRONMENT.engine];
  if (socketPath !== undefined) return await connectEngine(socketPath);
  const { options } = processState();
  invariant(options !== undefined, 'a test asks for an engine, but no defineScenarios was evaluated in this process');
  // Not loaded in pooled mode, where a worker would only pay for it.
  const { startLiveEngine } = await import('../engine/live-engine.js');
  try {
    return await startLiveEngine({ ...options, concurrency: 1 });
  } catch (cause) {
    throw new EngineFailure(failureText(cause), { cause });
  }
}
