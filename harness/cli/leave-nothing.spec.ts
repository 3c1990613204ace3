import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { CLAIM } from '../testing/claim.js';

// However a run ends, nothing that it made stays behind: no process, no temporary file.

/** A program, and a grandchild of ours that it starts, both of which ignore SIGINT and SIGTERM. */
const STUBBORN = `title: two stubborn programs
${CLAIM}
programs:
  client: { run: [sh, -c, "trap '' INT TERM; sh -c 'trap \\"\\" INT TERM; sleep 300; :' & echo ready; sleep 300; :"] }
steps:
  - start: client
  - await: { output: client, line: ready, within: 10s }
  - await: { exit: client, within: 50s }
expect:
  - exit: { of: client, code: 0 }
`;
const READY_BOUND_MS = 60_000;
const GONE_BOUND_MS = 30_000;

interface Running {
  readonly guasto: ChildProcess;
  readonly exited: Promise<number | null>;
  /** Mark in the environment of every process of this run. */
  readonly mark: string;
  readonly temporary: string;
}

describe('nothing stays behind', { skip: process.platform === 'linux' ? false : 'reads /proc' }, () => {
  const endings = [
    { name: 'Ctrl-C', end: ({ guasto }: Running) => guasto.kill('SIGINT') },
    { name: 'SIGTERM', end: ({ guasto }: Running) => guasto.kill('SIGTERM') },
    { name: 'SIGHUP', end: ({ guasto }: Running) => guasto.kill('SIGHUP') },
    { name: 'SIGKILL of guasto', end: ({ guasto }: Running) => guasto.kill('SIGKILL') },
    { name: 'SIGKILL of the engine', end: ({ mark }: Running) => killOne(mark, /engine\/main\.js/) },
    {
      name: 'SIGKILL of a Playwright worker',
      end: ({ mark }: Running) => killOne(mark, /playwright.*(process|worker)/),
    },
  ];
  for (const { name, end } of endings) {
    test(`after ${name}`, async (t) => {
      const running = await start(t);
      end(running);
      await running.exited;
      assert.deepEqual(await remaining(running, GONE_BOUND_MS), { processes: [], files: [] });
    });
  }

  test('and the exit code after Ctrl-C is 130', async (t) => {
    const running = await start(t);
    running.guasto.kill('SIGINT');
    assert.equal(await running.exited, 130);
  });
});

async function start(t: TestContext): Promise<Running> {
  const project = new Project(t, { 'scenarios/stubborn.scenario.yaml': STUBBORN });
  const temporary = join(project.folder, 'tmp');
  mkdirSync(temporary);
  const mark = `GUASTO_SPEC_MARK=${project.folder}`;
  const guasto = spawn(process.execPath, [project.cli, 'run', '--reporter', 'terminal'], {
    cwd: project.folder,
    env: { ...process.env, GUASTO_SPEC_MARK: project.folder, TMPDIR: temporary },
    stdio: 'ignore',
  });
  const exited = new Promise<number | null>((resolve) => guasto.on('exit', (code) => resolve(code)));
  t.after(() => marked(mark).forEach(({ pid }) => process.kill(pid, 'SIGKILL')));
  const sleepers = (): number => marked(mark).filter(({ command }) => command.startsWith('sleep')).length;
  assert.ok(await until(() => sleepers() === 2, READY_BOUND_MS), 'both programs run');
  return { guasto, exited, mark, temporary };
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Processes whose environment has the mark, zombies left out. */
function marked(mark: string): readonly Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      return []; // It ended while we looked.
    }
  });
}

function killOne(mark: string, command: RegExp): void {
  const found = marked(mark).find((one) => command.test(one.command));
  assert.ok(
    found,
    `no process ${command} among ${marked(mark)
      .map((one) => one.command)
      .join(', ')}`,
  );
  process.kill(found.pid, 'SIGKILL');
}

interface Remaining {
  readonly processes: readonly string[];
  readonly files: readonly string[];
}

async function remaining({ mark, temporary }: Running, boundMs: number): Promise<Remaining> {
  const now = (): Remaining => ({
    processes: marked(mark).map(({ command }) => command),
    // Node and Playwright keep caches there.
    files: readdirSync(temporary).filter((name) => name.startsWith('guasto')),
  });
  await until(() => now().processes.length + now().files.length === 0, boundMs);
  return now();
}

async function until(condition: () => boolean, boundMs: number): Promise<boolean> {
  const deadline = performance.now() + boundMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
