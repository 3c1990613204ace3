// Starts the invocation's engine process before the tests are loaded, and ends it after the last.

import { fork, type ChildProcess } from 'node:child_process';
import type { EngineOptions } from '../engine/job.js';
import type { Opened, Opening } from '../engine/main.js';
import { ENVIRONMENT } from './environment.js';
import { processState } from './process-state.js';

const START_BOUND_MS = 30_000;
/** The engine stops its programs gently first. */
const CLOSE_BOUND_MS = 20_000;

/** Returns the teardown. Rejects, with the engine's own words, if it can't start. */
async function startEngine(): Promise<() => Promise<void>> {
  const { options } = processState();
  // A surrounding run's engine is not ours.
  delete process.env[ENVIRONMENT.engine];
  if (options === undefined || !options.pooled) return async () => {};
  const { pooled: _pooled, keepWorkers: _keepWorkers, ...engineOptions } = options;
  const engine = fork(require.resolve('../engine/main.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  try {
    process.env[ENVIRONMENT.engine] = await ready(engine, engineOptions);
  } catch (error) {
    await stop(engine);
    throw error;
  }
  return async () => {
    delete process.env[ENVIRONMENT.engine];
    await stop(engine);
  };
}

// Playwright calls the default export of a globalSetup.
// oxlint-disable-next-line import/no-default-export
export default startEngine;

/** Resolves with the socket at which the engine listens. */
function ready(engine: ChildProcess, options: EngineOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const bound = setTimeout(() => reject(new Error('guasto: the engine did not start within 30 s')), START_BOUND_MS);
    const settle = (error?: Error, socketPath = ''): void => {
      clearTimeout(bound);
      engine.removeAllListeners();
      if (error === undefined) resolve(socketPath);
      else reject(error);
    };
    engine.once('error', (error) => settle(error));
    engine.once('exit', (code, signal) =>
      settle(new Error(`guasto: the engine ended at its start (${signal ?? code})`)),
    );
    engine.once('message', (opened: Opened) => {
      if ('ready' in opened) settle(undefined, opened.socketPath);
      else settle(new Error(`guasto: ${opened.failed}`));
    });
    const opening: Opening = { options };
    engine.send(opening);
  });
}

/** By disconnecting, which the engine takes as its end; by SIGKILL if it does not come to one. */
async function stop(engine: ChildProcess): Promise<void> {
  if (engine.exitCode !== null || engine.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const bound = setTimeout(() => engine.kill('SIGKILL'), CLOSE_BOUND_MS);
    engine.once('exit', () => {
      clearTimeout(bound);
      resolve();
    });
    if (engine.connected) engine.disconnect();
  });
}
