// Toxiproxy's own tests of its HTTP API, from the source in the Go module registry: fetched and built in a temporary folder,
// never copied into this repository. They talk to whatever answers at 127.0.0.1:8475.

import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULE = 'github.com/Shopify/toxiproxy/v2@v2.12.0';
export const SUITE_PORT = 8475;

/** Fetching and building, with nothing in Go's caches. */
const BUILD_BOUND_MS = 240_000;
const TEST_BOUND_MS = 30_000;

export interface GoSuite {
  readonly tests: readonly string[];
  /** Runs one test in a process of its own; resolves with what it printed. */
  run(test: string): Promise<{ readonly passed: boolean; readonly output: string }>;
  remove(): void;
}

/** Or why it can't be had here. */
export async function openGoSuite(): Promise<GoSuite | string> {
  const folder = mkdtempSync(join(tmpdir(), 'guasto-go-suite-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const suite = await build(folder);
  if (typeof suite === 'string') remove();
  return typeof suite === 'string' ? suite : { ...suite, remove };
}

async function build(folder: string): Promise<Omit<GoSuite, 'remove'> | string> {
  const found = await execute('go', ['mod', 'download', '-json', MODULE], folder, BUILD_BOUND_MS);
  if (found === undefined) return 'needs Go: no go on PATH';
  const source = /"Dir": "(.*)"/.exec(found.output)?.[1];
  if (found.code !== 0 || source === undefined)
    return `could not fetch ${MODULE}: ${found.output.trim().slice(0, 200)}`;
  const copy = join(folder, 'source');
  cpSync(source, copy, { recursive: true });
  for (const path of [copy, join(copy, 'go.mod'), join(copy, 'go.sum')]) chmodSync(path, 0o755);
  const program = join(folder, 'api.test');
  const built = await execute('go', ['test', '-c', '-o', program, '.'], copy, BUILD_BOUND_MS);
  if (built?.code !== 0) return `could not build ${MODULE}: ${built?.output.trim().slice(0, 200)}`;
  const tests = [...readFileSync(join(copy, 'api_test.go'), 'utf8').matchAll(/^func (Test\w+)/gm)];
  return {
    tests: tests.map(([, name = '']) => name),
    run: async (test) => {
      const argv = ['-test.run', `^${test}$`, '-test.v', '-test.timeout', '25s'];
      const ran = await execute(program, argv, copy, TEST_BOUND_MS);
      const output = ran?.output ?? '';
      // A test that is not there would leave the exit code at 0.
      return { passed: ran?.code === 0 && output.includes(`--- PASS: ${test} `), output };
    },
  };
}

/** undefined: there is no such program. */
function execute(
  program: string,
  argv: readonly string[],
  cwd: string,
  boundMs: number,
): Promise<{ readonly code: number | null; readonly output: string } | undefined> {
  return new Promise((resolve) => {
    // GOTOOLCHAIN: no other Go is fetched. LOG_LEVEL: its in-process server logs every request.
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', LOG_LEVEL: 'fatal' };
    const child = spawn(program, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: boundMs });
    let output = '';
    child.stdout.on('data', (piece) => (output += String(piece)));
    child.stderr.on('data', (piece) => (output += String(piece)));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve({ code, output }));
  });
}
