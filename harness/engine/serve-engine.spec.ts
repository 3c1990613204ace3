import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import { connectEngine } from './connect-engine.js';
import type { EngineOptions, Job } from './job.js';
import type { Opened } from './main.js';
import { serveEngine } from './serve-engine.js';
import { CLAIM } from '../testing/claim.js';

const SCENARIO = `title: it
${CLAIM}
programs:
  it: { run: [sleep, "SECONDS"] }
steps:
  - start: it
  - await: { exit: it, within: 60s }
expect:
  - exit: { of: it, code: 0 }
`;

function prepared(t: AfterTest, seconds: number) {
  const folder = scratchFolder(t);
  const path = join(folder, 'it.scenario.yaml');
  writeFileSync(path, SCENARIO.replace('SECONDS', String(seconds)));
  const job: Job = { id: 'it', path, row: undefined, attempt: 0 };
  const options: EngineOptions = {
    reportsFolder: join(folder, 'reports'),
    concurrency: 2,
    toxiproxy: { kind: 'embedded' },
    seed: undefined,
    keep: false,
    strict: false,
  };
  return { job, options, path };
}

describe('an engine behind a socket', () => {
  test('answers as the one in the process does', async (t) => {
    const { job, options } = prepared(t, 0);
    const served = await serveEngine(options);
    t.after(() => served.close());
    const engine = await connectEngine(served.socketPath);
    engine.announce([job]);
    const [one, other] = await Promise.all([engine.execute(job), engine.execute(job)]);
    assert.equal(one.outcome, 'held');
    assert.deepEqual(one, other);
    await engine.close();
    await engine.close();
  });

  test('tells why it could not run a job', async (t) => {
    const { job, options, path } = prepared(t, 0);
    writeFileSync(path, 'title: no more\n');
    const served = await serveEngine(options);
    t.after(() => served.close());
    const engine = await connectEngine(served.socketPath);
    await assert.rejects(engine.execute(job), /^Error: the guasto engine failed: [^]*was changed while it was run/);
    await engine.close();
  });

  test('that is closed takes its socket with it, and those who wait are told', async (t) => {
    const { job, options } = prepared(t, 60);
    const served = await serveEngine(options);
    const engine = await connectEngine(served.socketPath);
    const refused = assert.rejects(
      engine.execute(job),
      /^EngineFailure: the guasto engine process is gone \(its connection ended\): did something kill it\? Its last words, if any, stand above$/,
    );
    await eventually('it runs', () => existsSync(options.reportsFolder));
    await served.close();
    await refused;
    await assert.rejects(engine.execute(job), /is gone/);
    await engine.close();
    assert.equal(existsSync(dirname(served.socketPath)), false);
    await assert.rejects(connectEngine(served.socketPath), /is gone \(nobody listens at .*engine\.sock\)/);
  });
});

describe('the engine process', () => {
  async function started(t: AfterTest, options: EngineOptions) {
    const child = fork(join(__dirname, 'main.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    t.after(() => void child.kill('SIGKILL'));
    child.send({ options });
    const [opened] = (await once(child, 'message')) as [Opened];
    return { child, opened };
  }

  test('that is killed leaves no program and no folder, and those who wait are told', async (t) => {
    const { job, options } = prepared(t, 60);
    const { child, opened } = await started(t, options);
    assert.ok('ready' in opened);
    const engine = await connectEngine(opened.socketPath);
    const refused = assert.rejects(engine.execute(job), /is gone/);
    await eventually('it runs', () => existsSync(options.reportsFolder));
    child.kill('SIGKILL');
    await refused;
    await engine.close();
    await eventually('its folder is gone', () => !existsSync(dirname(opened.socketPath)));
  });

  test('ends when its parent lets go of it', async (t) => {
    const { options } = prepared(t, 0);
    const { child } = await started(t, options);
    const exited = once(child, 'exit');
    child.disconnect();
    assert.deepEqual(await exited, [0, null]);
  });

  test('does not mind Ctrl-C, and ends on TERM', async (t) => {
    const { options } = prepared(t, 0);
    const { child, opened } = await started(t, options);
    assert.ok('ready' in opened);
    child.kill('SIGINT');
    const engine = await connectEngine(opened.socketPath);
    await engine.close();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  });

  test('that can’t open its world says why', async (t) => {
    const { options } = prepared(t, 0);
    const { opened } = await started(t, { ...options, toxiproxy: { kind: 'server', path: '/bin/false' } });
    assert.ok('failed' in opened);
    assert.match(
      opened.failed,
      /^expected \/bin\/false to listen on 127\.0\.0\.1:\d+, but it ended with code 1\n {2}try: is it a toxiproxy-server 2\.x binary for this machine\?$/,
    );
  });
});
