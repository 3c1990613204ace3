// The README is true: its scenario is the shipped one, its commands run, and print what it shows.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { Project } from './playwright/spec-support/project.js';
import { packageRoot } from './testing/package-root.js';

const root = packageRoot();
const readme = readFileSync(join(root, 'README.md'), 'utf8');
/** For a whole suite on a machine that does other work too. */
const DEADLINE_MS = 300_000;

describe('README.md', () => {
  test('shows the scenario as it is shipped', () => {
    const shipped = readFileSync(join(root, 'scenarios/settimeout/recv-late-reply.scenario.yaml'), 'utf8');
    assert.equal(blocksOf('yaml')[0], shipped);
  });

  for (const block of blocksOf('console')) {
    const [command = '', ...shown] = block.replace(/\n$/, '').split('\n');
    test(`prints what it shows: ${command}`, async () => {
      const { output } = await guasto(command.replace(/^\$ npx guasto /, '').split(' '));
      assertShows(output, shown);
    });
  }

  for (const line of blocksOf('sh').flatMap((block) => block.split('\n'))) {
    const [, command, comment = ''] = /^npx guasto ([^#]+?)\s*(#.*)?$/.exec(line) ?? [];
    // The whole proof is the last step of `npm test` itself.
    if (command === undefined || command === 'prove') continue;
    const expected = Number(/exit code (\d)/.exec(comment)?.[1] ?? 0);
    test(`its command runs: npx guasto ${command}`, async () => {
      const { code, output } = await guasto(command.split(' '));
      // Without strace nothing can be made to fail.
      if (!(code === 0 && output.includes('is unsupported'))) assert.equal(code, expected, output);
    });
  }

  test('its commands for reports run one after the other', async (t) => {
    const project = new Project(t, shippedScenario());
    await leaveRecord(project, ['old', 'new']);
    for (const line of blocksOf('bash').flatMap((block) => block.trimEnd().split('\n'))) {
      const words = (/^npx guasto ([^#]+?)\s*#/.exec(line)?.[1] ?? assert.fail(line)).split(' ');
      const { code, stdout, stderr } = await project.guasto(words, { realEngine: true });
      assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
    }
  });

  test('the programs and links that it says to write are understood, and run', async (t) => {
    const programs = /`programs: (\{.*?\} \})`/.exec(readme)?.[1] ?? assert.fail('programs: …');
    const links = /`links: (\{.*?\} \})`/.exec(readme)?.[1] ?? assert.fail('links: …');
    const get = "import sys, urllib.request as u; u.urlopen(f'http://{sys.argv[1]}:{sys.argv[2]}/')";
    const project = new Project(t, {
      'scenarios/my-server': '#!/bin/sh\nexec python3 -m http.server --bind 127.0.0.1 "$1"\n',
      'scenarios/a.scenario.yaml': [
        'title: a server of somebody’s own answers',
        'claim: it answers',
        'source: README.md',
        `programs: ${programs.replace(/ \}$/, '')}, client: { run: [python3, -c, ${JSON.stringify(get)}, "\${wire.host}", "\${wire.port}"] } }`,
        `links: ${links}`,
        'steps:',
        '  - start: server',
        '  - start: client',
        '  - await: { exit: client, within: 30s }',
        'expect:',
        '  - exit: { of: client, code: 0 }',
        '',
      ].join('\n'),
    });
    chmodSync(join(project.folder, 'scenarios/my-server'), 0o755);
    const { stdout, stderr } = await project.guasto(['run'], { realEngine: true });
    assert.match(stdout, /^1 held/m, stdout + stderr);
  });

  test('its two commands are the scripts that it says', () => {
    // Our own file.
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    assert.match(blocksOf('sh')[0] ?? '', /^npm ci && npm start .*\nnpm ci && npm test .*\n$/);
    assert.equal(scripts['start'], 'node dist/cli/main.js run scenarios');
    assert.match(scripts['test'] ?? '', /build.*lint.*test\.mjs/);
  });

  test('every file and folder that it links to exists', () => {
    for (const [, path = ''] of readme.matchAll(/\]\(([^)#]+)\)/g)) readable(path);
  });
});

/** The scenario that the README shows, and another one for the other shard. */
function shippedScenario(): Readonly<Record<string, string>> {
  const paths = [
    'scenarios/settimeout/recv-late-reply.scenario.yaml',
    'scenarios/connect/reaches-a-listening-server.scenario.yaml',
    ...['python-echo-server', 'python-echo-client'].flatMap((fixture) => filesIn(`fixtures/${fixture}`)),
    ...filesIn('scenarios/behaviours'),
  ];
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** One run, kept as two. */
async function leaveRecord(project: Project, folders: readonly string[]): Promise<void> {
  const options = { realEngine: true, html: false };
  const { stdout } = await project.guasto(['run', 'scenarios/settimeout', '--reports', 'kept'], options);
  const run = /^report: (.*)$/m.exec(stdout)?.[1] ?? assert.fail(stdout);
  const [scenario = ''] = project.list(run).filter((name) => name.includes('recv-late-reply'));
  for (const folder of folders) {
    project.write(`${folder}/record.jsonl`, project.read(join(run, scenario, 'record.jsonl')));
  }
}

function readable(path: string): void {
  const file = path.endsWith('/') ? `${path}README.md` : path;
  const found = path.endsWith('decisions/') ? 'harness/decisions/0001-commonjs.md' : file;
  assert.doesNotThrow(() => readFileSync(join(root, found)), `README.md links to ${path}`);
}

function blocksOf(language: string): readonly string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , text = '']) => text);
}

function guasto(args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const main = join(__dirname, 'cli/main.js');
    const env = { ...process.env, NO_COLOR: '1', CI: '' };
    execFile(process.execPath, [main, ...args], { cwd: root, env, timeout: DEADLINE_MS }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

/** The lines shown come in this order; a line of … stands for any. Numbers, and the width that they take, may differ. */
function assertShows(output: string, shown: readonly string[]): void {
  const actual = output.split('\n').map(withoutNumbers);
  let at = 0;
  for (const line of shown) {
    if (line.trim() === '…') continue;
    const found = actual.indexOf(withoutNumbers(line), at);
    assert.notEqual(found, -1, `README.md shows a line that does not come:\n${line}\nin\n${output}`);
    at = found + 1;
  }
}

const withoutNumbers = (line: string): string =>
  line
    .replace(/reports\/\S+/g, 'reports/RUN')
    .replace(/\d+(?:\.\d+)? (?:µs|ms|s)\b/g, 'TIME')
    .replace(/\s+/g, ' ')
    .trim();
