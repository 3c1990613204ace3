// What `npm test` runs after the build and the linter: the unit tests of all rooms, the scenario suite through Playwright, and
// the proof that each scenario catches its wrong programs. Understood by any Node that knows modules, so that it can say that it is too old.
import { spawn } from 'child_process';
import { existsSync, readdirSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join, relative } from 'path';
import { fileURLToPath } from 'url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 19];
/** Specs of the rooms time real sockets and processes: more files at once than a machine has CPUs would disturb them. */
const ROOMS_AT_ONCE = 2;
/** Specs of the entries start whole commands, and time nothing closely. They come first, beside none that does. */
const ENTRIES = /^(cli|playwright)[\\/]|^(cleanup|foreign-toxiproxy|package|readme)\.spec\.js$/;
const ENTRIES_AT_ONCE = 3;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  refuse(`guasto needs Node >= ${OLDEST_NODE.join('.')}, and this is Node ${process.versions.node}.`);
}
void main().then((code) => (process.exitCode = code));

async function main() {
  const python = await output('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  if (python === undefined) refuse('guasto’s tests need Python >= 3.9, and there is no python3 on PATH.');
  const [pythonMajor, pythonMinor] = python.split('.').map(Number);
  if (pythonMajor < 3 || (pythonMajor === 3 && pythonMinor < 9)) {
    refuse(`guasto’s tests need Python >= 3.9, and python3 on PATH is ${python}.`);
  }
  const dist = join(root, 'dist');
  const specs = filesIn(dist).filter((file) => file.endsWith('.spec.js'));
  if (specs.length === 0) refuse('there is no compiled spec in dist/: run `npm run build` first.');
  const isOfEntry = (file) => ENTRIES.test(relative(dist, file));
  const entries = await test(specs.filter(isOfEntry), ENTRIES_AT_ONCE);
  const rooms = await test(
    specs.filter((file) => !isOfEntry(file)),
    ROOMS_AT_ONCE,
  );
  const suite = await run([playwright(), 'test']);
  const proof = await run([join(root, 'dist/cli/main.js'), 'prove', 'scenarios']);
  return entries || rooms || suite || proof;
}

function test(specs, atOnce) {
  return run(['--enable-source-maps', '--test', `--test-concurrency=${atOnce}`, ...specs]);
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    })
    .sort();
}

function playwright() {
  return createRequire(import.meta.url).resolve('@playwright/test/cli');
}

/** Runs Node in the package's folder; resolves with its exit code, or as a shell would put the signal that ended it. */
function run(argv) {
  return new Promise((resolve) => {
    // What a caller's own test run has set would change how these report.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, argv, { cwd: root, env, stdio: 'inherit' });
    // Ctrl-C reaches the child too: wait for its end.
    const ignore = () => {};
    process.on('SIGINT', ignore);
    child.on('exit', (code) => {
      process.off('SIGINT', ignore);
      resolve(code ?? 1);
    });
  });
}

/** What the program prints, or undefined if it can't be run. */
function output(command, argv) {
  return new Promise((resolve) => {
    const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? text.trim() : undefined));
  });
}

function refuse(message) {
  console.error(message);
  process.exit(2);
}
