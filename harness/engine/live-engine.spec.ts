import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseRecord } from '../record/json-lines.js';
import { eventually } from '../testing/eventually.js';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import type { EngineOptions, Job } from './job.js';
import { startLiveEngine } from './live-engine.js';
import { CLAIM } from '../testing/claim.js';

const HOLDS = `title: it holds
${CLAIM}
programs:
  it: { run: [sh, -c, "echo ready"] }
steps:
  - start: it
  - await: { exit: it, within: 10s }
expect:
  - exit: { of: it, code: 0 }
`;
const MISSES_ITS_GUARD = HOLDS.replace('expect:', '  - guard: { output: it, line: never, within: 10ms }\nexpect:');
const LONG = HOLDS.replace('[sh, -c, "echo ready"]', '[sleep, "60"]').replace('10s', '60s');

async function engineIn(t: AfterTest, files: Readonly<Record<string, string>>, options: Partial<EngineOptions> = {}) {
  const folder = scratchFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.scenario.yaml`), text);
  const engine = await startLiveEngine({
    reportsFolder: join(folder, 'reports'),
    concurrency: 4,
    toxiproxy: { kind: 'embedded' },
    seed: undefined,
    keep: false,
    strict: false,
    ...options,
  });
  t.after(() => engine.close());
  const job = (name: string, attempt = 0): Job => ({
    id: `${name} ${attempt}`,
    path: join(folder, `${name}.scenario.yaml`),
    row: undefined,
    attempt,
  });
  return { engine, job, folder, reports: join(folder, 'reports') };
}

describe('the live engine', () => {
  test('warns of no leak when many runs go on side by side', async (t) => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', note);
    t.after(() => void process.off('warning', note));
    const { engine, job } = await engineIn(t, { holds: HOLDS }, { concurrency: 16 });
    const results = await Promise.all(Array.from({ length: 16 }, (_, number) => engine.execute(job('holds', number))));
    assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['held']);
    assert.deepEqual(warnings, []);
  });

  test('runs a job to its verdict, and leaves its record, verdicts and picture in a folder', async (t) => {
    const { engine, job } = await engineIn(t, { holds: HOLDS });
    const result = await engine.execute(job('holds'));
    assert.deepEqual([result.outcome, result.attempts, result.title], ['held', 1, 'it holds']);
    assert.deepEqual(
      result.steps.map(({ label, outcome }) => [label, outcome]),
      [
        ['start it', 'done'],
        ['await exit it', 'done'],
      ],
    );
    const files = readdirSync(result.folder ?? '');
    for (const name of ['record.jsonl', 'timeline.svg', 'verdicts.json']) assert.ok(files.includes(name), name);
    const record = parseRecord(readFileSync(join(result.folder ?? '', 'record.jsonl'), 'utf8'));
    assert.equal(record.end?.reason, 'completed');
  });

  test('starts on what is announced before it is asked', async (t) => {
    const { engine, job, reports } = await engineIn(t, { holds: HOLDS });
    engine.announce([job('holds')]);
    await eventually('its folder is made', () => existsSync(reports));
    const result = await engine.execute(job('holds'));
    assert.equal(result.outcome, 'held');
    assert.equal(readdirSync(reports).length, 1);
  });

  test('answers the same job from one run, another attempt from a run of its own', async (t) => {
    const { engine, job, reports } = await engineIn(t, { holds: HOLDS });
    const results = await Promise.all([job('holds'), job('holds'), job('holds', 1)].map((one) => engine.execute(one)));
    assert.equal(results[0]?.folder, results[1]?.folder);
    assert.notEqual(results[0]?.folder, results[2]?.folder);
    assert.equal(readdirSync(reports).length, 2);
  });

  test('looks at an inconclusive run again, at most twice', async (t) => {
    const { engine, job, reports } = await engineIn(t, { misses: MISSES_ITS_GUARD });
    const result = await engine.execute(job('misses'));
    assert.deepEqual([result.outcome, result.attempts], ['inconclusive', 3]);
    // The evidence of each look is kept.
    assert.equal(readdirSync(reports).length, 3);
  });

  test('does not look again at what is meant to be inconclusive', async (t) => {
    const text = `${MISSES_ITS_GUARD}must-break: { verdict: inconclusive, at: guard }\n`;
    const { engine, job } = await engineIn(t, { misses: text });
    assert.deepEqual((await engine.execute(job('misses'))).attempts, 1);
  });

  test('does not look again for a program that is not there: no noise explains that', async (t) => {
    const { engine, job, reports } = await engineIn(t, { missing: HOLDS.replace('[sh,', '[no-such-program,') });
    const result = await engine.execute(job('missing'));
    assert.deepEqual([result.outcome, result.attempts], ['inconclusive', 1]);
    assert.equal(readdirSync(reports).length, 1);
  });

  test('tells when a run began, not when it was asked for: the zero of its record', async (t) => {
    // They take turns on a port that the author fixed: the second one waits for the first.
    const fixed = HOLDS.replace('"echo ready"] }', `"sleep 0.2"], port: ${await freePort()}, ready: spawned }`);
    const { engine, job } = await engineIn(t, { fixed });
    const results = await Promise.all([engine.execute(job('fixed')), engine.execute(job('fixed', 1))]);
    for (const { outcome, folder, startedAtMs } of results) {
      const { header } = parseRecord(readFileSync(join(folder ?? '', 'record.jsonl'), 'utf8'));
      assert.deepEqual([outcome, startedAtMs], ['held', Date.parse(header.startedAt)]);
    }
  });

  test('runs the second look alone', async (t) => {
    const waits = HOLDS.replace('echo ready', 'sleep 0.3');
    const { engine, job } = await engineIn(t, { misses: MISSES_ITS_GUARD, a: waits, b: waits });
    const [misses, a, b] = await Promise.all(['misses', 'a', 'b'].map((name) => engine.execute(job(name))));
    const endMs = (one: typeof a): number => (one?.startedAtMs ?? 0) + (one?.durationUs ?? 0) / 1000;
    assert.equal(misses?.attempts, 3);
    // The last look began after both others had ended. Wall clock: whole milliseconds.
    assert.ok((misses?.startedAtMs ?? 0) >= Math.max(endMs(a), endMs(b)) - 2);
  });

  test('refuses a file that was changed into a wrong one, with all its problems', async (t) => {
    const { engine, job } = await engineIn(t, { wrong: HOLDS.replace('steps:', 'stepz:') });
    await assert.rejects(engine.execute(job('wrong')), /was changed while it was run:[^]*stepz/);
  });

  test('closed, interrupts what runs, answers what had not begun, and leaves nothing behind', async (t) => {
    const { engine, job, reports } = await engineIn(t, { long: LONG }, { concurrency: 1 });
    const [running, waiting] = [engine.execute(job('long')), engine.execute(job('long', 1))];
    const refused = assert.rejects(waiting, /the guasto engine was closed before it could run this scenario/);
    await eventually('the program runs', () =>
      filesIn(reports).some((file) => readFileSync(file, 'utf8').includes('process.spawned')),
    );
    const scratch = engine.scratchFolder;
    await engine.close();
    assert.equal((await running).outcome, 'inconclusive');
    await refused;
    assert.equal(existsSync(scratch), false);
    await assert.rejects(engine.execute(job('long', 2)), /was closed/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}
