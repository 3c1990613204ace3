// Starts the invocation's engine process before the tests are loaded, and ends it after the last.

import { fork, type ChildProcess } from 'node:child_process';
import type { EngineOptions } from '../engine/job.js';
import type { Opened, Opening } from '../engine/main.js';
import { ENVIRONMENT } from './environment.js';
import { processState } from './process-state.js';

const START_BOUND_MS = 60_000;
/** The engine stops its programs gently first. */
const CLOSE_BOUND_MS = 20_000;

/** Returns the teardown. Rejects, with the engine's own words, if it can't start. */
async function startEngine(): Promise<() => Promise<void>> {
  const { options } = processState();
  if (options === undefined || !options.pooled) return async () => {};
  const { pooled: _pooled, keepWorkers: _keepWorkers, ...engineOptions } = options;
  const engine = fork(require.resolve('../engine/main.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  try {
    process.env[ENVIRONMENT.engine] = await open(engine, engineOptions);
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

/** Resolves with the path of its socket. */
function open(engine: ChildProcess, options: EngineOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = `guasto: the engine did not start within ${START_BOUND_MS / 1000} s`;
    const bound = setTimeout(() => settle({ failed: late }), START_BOUND_MS);
    const settle = (answer: Opened): void => {
      clearTimeout(bound);
      engine.removeAllListeners();
      if ('ready' in answer) resolve(answer.socketPath);
      else reject(new Error(answer.failed));
    };
    engine.once('error', ({ message }) => settle({ failed: `guasto: the engine could not be started: ${message}` }));
    engine.once('exit', (code, signal) =>
      settle({ failed: `guasto: the engine ended at its start (${signal ?? `exit code ${code}`})` }),
    );
    engine.once('message', (answer: Opened) =>
      settle('ready' in answer ? answer : { failed: `guasto: ${answer.failed}` }),
    );
    engine.send({ options } satisfies Opening);
  });
}

/** By disconnecting, which the engine takes as its end; by SIGKILL if it does not come to one. */
async function stop(engine: ChildProcess): Promise<void> {
  // Without a pid it could not be started: there is no end to wait for.
  if (engine.pid === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const bound = setTimeout(() => engine.kill('SIGKILL'), CLOSE_BOUND_MS);
    engine.once('exit', () => {
      clearTimeout(bound);
      resolve();
    });
    if (engine.connected) engine.disconnect();
  });
}
