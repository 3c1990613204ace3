import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { CLAIM } from './testing/claim.js';
import { packageRoot } from './testing/package-root.js';
import { plainEnvironment } from './testing/plain-environment.js';
import { scratchFolder, type AfterTest } from './testing/scratch-folder.js';

// What a user gets: the package as it would be published, installed in an empty folder of another project.

const ROOT = packageRoot();
const COMMAND_BOUND_MS = 180_000;

interface Result {
  readonly code: number | null;
  readonly output: string;
}

function command(folder: string, argv: readonly string[]): Promise<Result> {
  const [file = '', ...args] = argv;
  const env = { ...plainEnvironment(), PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: COMMAND_BOUND_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function expectSuccess(folder: string, argv: readonly string[]): Promise<string> {
  const { code, output } = await command(folder, argv);
  assert.equal(code, 0, `${argv.join(' ')}\n${output}`);
  return output;
}

/** Packs what this spec was compiled with, wherever that lies, as if it lay in dist/. Scripts are not run: they would build. */
async function pack(t: AfterTest): Promise<string> {
  const stage = scratchFolder(t);
  for (const name of ['package.json', 'README.md', 'schema', 'scenarios/behaviours'])
    cpSync(join(ROOT, name), join(stage, name), { recursive: true });
  cpSync(__dirname, join(stage, 'dist'), { recursive: true });
  const output = await expectSuccess(stage, ['npm', 'pack', '--ignore-scripts', '--silent']);
  return join(stage, output.trim().split('\n').at(-1) ?? '');
}

const SCENARIO = `title: a program of one's own
${CLAIM}
programs:
  server:
    run: [python3, -c, "import socket,sys; s=socket.create_server(('127.0.0.1',int(sys.argv[1]))); c,_=s.accept(); c.sendall(c.recv(9)); c.close()", "\${server.port}"]
    listens: true
  client:
    run: [python3, -c, "import socket,sys; s=socket.create_connection(('127.0.0.1',int(sys.argv[1]))); s.sendall(b'ciao'); print(s.recv(9).decode())", "\${wire.port}"]
links: { wire: { to: server } }
steps:
  - start: server
  - start: client
  - await: { output: client, line: ciao, within: 10s }
  - await: { exit: client, within: 10s }
expect:
  - exit: { of: client, code: 0 }
`;

const TYPESCRIPT = `
import { judge, openWorld, planRun, portsNeeded, readScenarioFile, run, type Outcome, type RunRecord } from 'guasto';
import { defineScenarios } from 'guasto/playwright';
import { startToxiproxy } from 'guasto/proxy';

export const config = defineScenarios({ dir: 'scenarios', mode: 'pooled' });

export async function outcome(path: string): Promise<Outcome | undefined> {
  const { scenarios: [scenario] } = readScenarioFile(path);
  if (scenario === undefined) return undefined;
  const world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false });
  const { ports } = world.ports.lease(portsNeeded(scenario));
  const record: RunRecord = await run(planRun(scenario, { seed: 1, ports }), world);
  await world.close();
  return judge(scenario, record).outcome;
}

// @ts-expect-error: an option that there is not
defineScenarios({ dirr: 'scenarios' });

export const url = async (): Promise<string> => (await startToxiproxy({ port: 0 })).url;
`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "somebody-elses", "private": true }\n',
  'scenarios/it.scenario.yaml': SCENARIO,
  'playwright.config.ts': `import { defineConfig } from '@playwright/test';
import { defineScenarios } from 'guasto/playwright';
export default defineConfig(defineScenarios({ dir: 'scenarios' }));
`,
  'uses.ts': TYPESCRIPT,
  'tsconfig.json': JSON.stringify({
    // As a Playwright project has it: its types speak of the DOM, and are not checked themselves.
    compilerOptions: {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      lib: ['es2023', 'dom'],
      types: [],
      skipLibCheck: true,
    },
    files: ['uses.ts'],
  }),
};

/** Not being able to reach a registry is no fault of the package. */
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/;

describe('the package', () => {
  let tarball = '';
  let project = '';
  let unreachable: string | undefined;
  const undos: (() => void | Promise<void>)[] = [];

  before(async () => {
    const afterAll: AfterTest = { after: (undo) => void undos.push(undo) };
    tarball = await pack(afterAll);
    project = scratchFolder(afterAll);
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(join(project, path, '..'), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    const argv = ['npm', 'install', tarball, '--prefer-offline', '--no-audit', '--no-fund'];
    const { code, output } = await command(project, argv);
    if (code === 0) return;
    assert.match(output, UNREACHABLE, output);
    unreachable = `npm can't reach a registry: ${UNREACHABLE.exec(output)?.[0]}`;
  });

  after(async () => {
    for (const undo of undos.toReversed()) await undo();
  });

  const installed = (claim: string, body: (t: TestContext) => Promise<void> | void): void => {
    test(claim, async (t) => {
      if (unreachable !== undefined) return t.skip(unreachable);
      await body(t);
    });
  };

  test('holds no spec, no golden file, no test support, and no path of the machine that packed it', async (t) => {
    const folder = scratchFolder(t);
    await expectSuccess(folder, ['tar', '-xzf', tarball]);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    assert.ok(files.length > 100);
    const unwanted = /\.spec\.|golden|\/spec-|\/testing\/|\/samples\/|\.map$|\.tsx?$(?<!\.d\.ts)|__pycache__/;
    assert.deepEqual(
      files.filter((file) => unwanted.test(file)),
      [],
    );
    const machine = [ROOT, homedir(), hostname()].filter((word) => word.length > 4);
    const telling = files.filter((file) => machine.some((word) => readFileSync(file, 'utf8').includes(word)));
    assert.deepEqual(telling, []);
  });

  /** As npx runs it, without npx, which the first test goes through. */
  const bin = (name: string): string => join(project, 'node_modules/.bin', name);

  installed('gives a guasto command', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.equal((await expectSuccess(project, ['npx', '--no-install', 'guasto', '--version'])).trim(), version);
  });

  installed('runs a scenario, with programs of the project’s own', async () => {
    const output = await expectSuccess(project, [bin('guasto'), 'run']);
    assert.match(output, /✓ a program of one's own/);
    assert.match(output, /1 held/);
  });

  installed('runs it as a Playwright test, by a config of three lines', async () => {
    const output = await expectSuccess(project, [bin('playwright'), 'test']);
    assert.match(output, /✓ a program of one's own/);
  });

  installed('has types that hold: what is right compiles, what is wrong does not', async () => {
    const tsc = [process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'];
    await expectSuccess(project, tsc);
    // Our own declarations need nothing that the project lacks (Playwright's need Node's).
    const { output } = await command(project, [...tsc, '--skipLibCheck', 'false']);
    assert.doesNotMatch(output, /node_modules\/guasto\/.*error/);
  });

  installed('knows the catalogue of documented behaviours', async () => {
    const output = await expectSuccess(project, [bin('guasto'), 'behaviours', '--call', 'recv']);
    assert.match(output, /^recv\n[\s\S]*recv-blocks-until-data {2}core, either/);
  });

  installed('has the JSON Schema where editors are told to look', async () => {
    const path = join(project, 'node_modules/guasto/schema/scenario.schema.json');
    const schema = JSON.parse(readFileSync(path, 'utf8')) as { readonly $schema?: string };
    assert.match(schema.$schema ?? '', /json-schema\.org/);
    assert.ok(existsSync(join(project, 'node_modules/guasto/README.md')));
    assert.match(await expectSuccess(project, [bin('guasto'), 'schema']), /scenario\.schema\.json\n$/);
  });
});
