// The README is true: its scenario is the shipped one, its commands run, and print what it shows.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
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
    const command = /^npx guasto ([^#]+?)\s*(#.*)?$/.exec(line)?.[1];
    // The whole proof is the last step of `npm test` itself.
    if (command === undefined || command === 'prove') continue;
    test(`its command runs: npx guasto ${command}`, async () => {
      const { code, output } = await guasto(command.split(' '));
      assert.equal(code, 0, output);
    });
  }

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
