import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Project } from './playwright/spec-support/project.js';
import { parseRecord } from './record/json-lines.js';
import { CLAIM } from './testing/claim.js';
import { eventually } from './testing/eventually.js';
import { MarkedCommand } from './testing/marked-command.js';
import { packageRoot } from './testing/package-root.js';

// Whatever happens to a run: no process (program, grandchild, daemon, engine, watchdog, proxy), no port and no temporary
// file stays behind, the exit code says what happened, and what was recorded can be read.

/** Listens, ignores what can be ignored, has a child in its group and a daemon that has left it. */
const STUBBORN = `
import signal, socket, subprocess, sys, time
for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(name, signal.SIG_IGN)
subprocess.Popen(['sleep', '300'])
subprocess.Popen(['sleep', '301'], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
print('ready', flush=True)
time.sleep(300)
`;

const scenario = (steps: string, more = ''): string => `title: a stubborn program
${CLAIM}
${more}programs:
  server: { run: [python3, -c, ${JSON.stringify(STUBBORN)}, "\${server.port}"], listens: true }
  client: { run: [sleep, "300", "\${wire.port}"] }
links: { wire: { to: server } }
steps:
  - start: client
${steps}
expect:
  - exit: { of: server, code: 0 }
`;

const LONG = scenario(`  - start: server
  - await: { output: server, line: ready, within: 20s }
  - await: { exit: server, within: 120s }`);

const CLI = join(__dirname, 'cli/main.js');
const PLAYWRIGHT = join(packageRoot(), 'node_modules/@playwright/test/cli.js');
/** Each case has a mark of its own, and mostly waits. */
const options = {
  concurrency: 4,
  skip: process.platform === 'linux' ? false : 'what is left is found in /proc',
};

class Case {
  readonly project: Project;
  readonly command: MarkedCommand;
  #hasEnded = false;

  constructor(t: TestContext, files: Readonly<Record<string, string>>, argv: readonly string[] = [CLI, 'run']) {
    this.project = new Project(t, files);
    if (argv[0] === PLAYWRIGHT) this.project.install();
    this.command = new MarkedCommand(t, this.project.folder, argv);
    this.command.ended.then(
      () => (this.#hasEnded = true),
      () => (this.#hasEnded = true),
    );
  }

  records(): readonly string[] {
    const reports = join(this.project.folder, 'reports');
    if (!existsSync(reports)) return [];
    const entries = readdirSync(reports, { recursive: true, encoding: 'utf8' });
    return entries.filter((entry) => entry.endsWith('record.jsonl')).map((entry) => join(reports, entry));
  }

  /** Resolves when the program, its child and its daemon run, and the record says so. */
  async underWay(): Promise<void> {
    const tells = (path: string): boolean => readFileSync(path, 'utf8').includes('"text":"ready"');
    await eventually(
      'the program is ready',
      () => {
        assert.equal(this.#hasEnded, false, `it ended too early: ${this.command.output}`);
        return this.records().some(tells);
      },
      60_000,
    );
    await this.command.descendantWith(/^300$/);
    await this.command.descendantWith(/^301$/);
    // The server's, its link's and that of the proxy's API, at least.
    assert.ok(this.command.notePorts() >= 3);
  }

  /** The record of a run that was cut short. */
  expectReadableRecord(): void {
    const [path] = this.records();
    assert.ok(path !== undefined);
    const { events } = parseRecord(readFileSync(path, 'utf8'));
    assert.ok(events.some(({ kind }) => kind === 'process.listening'));
  }
}

describe('nothing is left behind', options, () => {
  const endings: readonly { readonly claim: string; readonly yaml: string; readonly code: number }[] = [
    {
      claim: 'when a program can’t be started',
      yaml: scenario('  - start: server\n  - start: other').replace(
        'links:',
        '  other: { run: [no-such-program] }\nlinks:',
      ),
      code: 3,
    },
    {
      claim: 'when a program never listens',
      yaml: scenario('  - start: { program: server, within: 1s }').replace('create_server', 'socket'),
      code: 1,
    },
    {
      claim: 'when a program ignores TERM',
      yaml: scenario(`  - start: server
  - signal: { to: server, signal: TERM }
  - await: { exit: server, within: 200ms }`),
      code: 1,
    },
    {
      claim: 'when a scenario takes longer than its timeout',
      yaml: scenario(
        `  - start: server
  - await: { exit: server, within: 120s }`,
        'timeout: 1s\n',
      ),
      code: 3,
    },
  ];
  for (const { claim, yaml, code } of endings) {
    test(`${claim}; the exit code is ${code}`, async (t) => {
      const { command } = new Case(t, { 'scenarios/it.scenario.yaml': yaml });
      const end = await command.ended;
      assert.equal(end.code, code, end.output);
      await command.expectNothingLeft();
    });
  }

  const signals: readonly {
    readonly claim: string;
    readonly send: (command: MarkedCommand) => void;
    readonly ends: readonly unknown[];
  }[] = [
    {
      claim: 'by Ctrl-C, which a terminal sends to the whole group',
      send: (it) => it.kill('SIGINT', 'group'),
      ends: [130],
    },
    { claim: 'by SIGINT to the command alone', send: (it) => it.kill('SIGINT'), ends: [130] },
    { claim: 'by SIGTERM', send: (it) => it.kill('SIGTERM'), ends: [143, 'SIGTERM'] },
    { claim: 'by SIGTERM to the whole group', send: (it) => it.kill('SIGTERM', 'group'), ends: [143, 'SIGTERM'] },
    { claim: 'by SIGHUP to the command alone', send: (it) => it.kill('SIGHUP'), ends: [129, 'SIGHUP'] },
    {
      claim: 'by SIGHUP to the whole group, as a closed terminal sends it',
      send: (it) => it.kill('SIGHUP', 'group'),
      ends: [129, 'SIGHUP'],
    },
    { claim: 'by SIGKILL', send: (it) => it.kill('SIGKILL'), ends: ['SIGKILL'] },
    {
      claim: 'by SIGKILL to the whole group, the engine included',
      send: (it) => it.kill('SIGKILL', 'group'),
      ends: ['SIGKILL'],
    },
  ];
  for (const { claim, send, ends } of signals) {
    test(`when guasto run is ended ${claim}; it ends with ${ends.join(' or ')}`, async (t) => {
      const it = new Case(t, { 'scenarios/it.scenario.yaml': LONG });
      await it.underWay();
      send(it.command);
      const { code, signal, output } = await it.command.ended;
      assert.ok(ends.includes(code ?? signal), `${code ?? signal}: ${output}`);
      await it.command.expectNothingLeft();
      it.expectReadableRecord();
    });
  }

  test('when Ctrl-C is pressed twice; the exit code is 130', async (t) => {
    const it = new Case(t, { 'scenarios/it.scenario.yaml': LONG });
    await it.underWay();
    it.command.kill('SIGINT', 'group');
    it.command.kill('SIGINT', 'group');
    const { code, output } = await it.command.ended;
    assert.equal(code, 130, output);
    await it.command.expectNothingLeft();
    it.expectReadableRecord();
  });

  test('when a worker of guasto run is killed; that is a failure, and it says why', async (t) => {
    const it = new Case(t, { 'scenarios/it.scenario.yaml': LONG });
    await it.underWay();
    await killWorker(it.command);
    const { code, output } = await it.command.ended;
    assert.equal(code, 1, output);
    assert.match(output, /worker process exited unexpectedly/);
    await it.command.expectNothingLeft();
    it.expectReadableRecord();
  });

  test('when the engine is killed; the run proves nothing, and says why', async (t) => {
    const it = new Case(t, { 'scenarios/it.scenario.yaml': LONG });
    await it.underWay();
    process.kill(await it.command.descendantWith(/engine\/main\.js$/), 'SIGKILL');
    const { code, output } = await it.command.ended;
    assert.equal(code, 3, output);
    assert.match(output, /the guasto engine process is gone/);
    await it.command.expectNothingLeft();
    it.expectReadableRecord();
  });
});

async function killWorker(command: MarkedCommand): Promise<void> {
  process.kill(await command.descendantWith(/workerProcessEntry/), 'SIGKILL');
}

describe('nothing is left behind by playwright test', options, () => {
  const config = (more: string): string => `
import { defineConfig } from '@playwright/test';
import { defineScenarios } from 'guasto/playwright';
export default defineConfig(defineScenarios({ dir: 'scenarios', ${more} }));
`;

  for (const mode of ['live', 'pooled']) {
    test(`when a worker is killed in ${mode} mode`, async (t) => {
      const files = { 'scenarios/it.scenario.yaml': LONG, 'playwright.config.ts': config(`mode: '${mode}'`) };
      const it = new Case(t, files, [PLAYWRIGHT, 'test']);
      await it.underWay();
      await killWorker(it.command);
      const { code, output } = await it.command.ended;
      assert.equal(code, 1, output);
      await it.command.expectNothingLeft();
      it.expectReadableRecord();
    });
  }

  test('when Ctrl-C is pressed in live mode; the exit code is 130', async (t) => {
    const files = { 'scenarios/it.scenario.yaml': LONG, 'playwright.config.ts': config(`mode: 'live'`) };
    const it = new Case(t, files, [PLAYWRIGHT, 'test']);
    await it.underWay();
    it.command.kill('SIGINT', 'group');
    const { code, output } = await it.command.ended;
    assert.equal(code, 130, output);
    await it.command.expectNothingLeft();
    it.expectReadableRecord();
  });

  test('when a reporter throws', async (t) => {
    const files = {
      'scenarios/it.scenario.yaml': scenario(`  - start: server
  - signal: { to: server, signal: KILL }`),
      'throws.cjs':
        'module.exports = class { onTestBegin() { throw new Error("a bug in a reporter"); } onTestEnd() { process.exit(7); } };',
      'playwright.config.ts': config(`reporter: [['./throws.cjs']]`),
    };
    const it = new Case(t, files, [PLAYWRIGHT, 'test']);
    const { code, output } = await it.command.ended;
    assert.equal(code, 7, output);
    await it.command.expectNothingLeft();
  });
});
