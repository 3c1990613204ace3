// In live mode no engine tells what runs: the line at the bottom of the terminal follows Playwright's own tests.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { Project, scenarioText } from './spec-support/project.js';

const CONFIG = `import { defineScenarios } from 'guasto/playwright';
export default defineScenarios({ mode: 'live', reporter: [] });
`;
/** Each runs for so long that the line, drawn four times a second, must show it. */
const slow = (title: string): string => scenarioText(title).replace('"0.01"', '"1"');
const FILES = {
  'playwright.config.ts': CONFIG,
  'scenarios/s1.scenario.yaml': slow('s1'),
  'scenarios/s2.scenario.yaml': slow('s2'),
};

describe('how far a run in live mode is', () => {
  const skip = spawnSync('script', ['--version']).status === 0 ? false : 'there is no script(1) to make a terminal';

  test('is said at a terminal, from what Playwright begins and ends', { skip }, async (t) => {
    const project = new Project(t, FILES).install();
    const env = { NO_COLOR: '', TERM: 'xterm' };
    const result = await project.playwright(['test', '--workers=1'], { atTerminal: true, realEngine: true, env });
    const stdout = result.stdout.replaceAll('\u001B', 'ESC');
    assert.match(stdout, /\rESC\[2K0 of 2 {2}1 runs: s1/);
    assert.match(stdout, /\rESC\[2K1 of 2 .*1 runs: s2/);
    assert.match(stdout, /ESC\[2KESC\[32m2 heldESC\[39m in/);
    assert.ok(stdout.lastIndexOf(' of 2') < stdout.indexOf('2 held'));
  });

  test('is not said in a pipe', async (t) => {
    const project = new Project(t, FILES).install();
    const { stdout } = await project.playwright(['test', '--workers=1'], { realEngine: true });
    assert.match(stdout, /2 held in/);
    assert.doesNotMatch(stdout, / of 2|\r/);
  });
});
