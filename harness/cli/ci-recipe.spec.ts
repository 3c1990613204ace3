// The recipes of harness/cli/ci.md are true: their commands are run here, shard after shard, as CI would.

import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { Project, scenarioText, type CommandResult } from '../playwright/spec-support/project.js';
import { packageRoot } from '../testing/package-root.js';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Recipe {
  readonly jobs: Readonly<Record<'scenarios' | 'report', { readonly steps: readonly Step[] }>>;
}

interface GitLab {
  readonly scenarios: { readonly parallel: number; readonly script: readonly string[] };
}

const page = readFileSync(join(packageRoot(), 'harness/cli/ci.md'), 'utf8');
const [github, gitlab] = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => parse(text) as unknown);

const SCENARIOS = {
  'scenarios/a.scenario.yaml': scenarioText('a holds'),
  'scenarios/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is unsupported'),
};

const commandsOf = (lines: readonly (string | undefined)[]): readonly string[] =>
  lines.filter((line) => line !== undefined).filter((line) => line !== 'npm ci');

async function run(project: Project, line: string, env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  const words = line.split(' ');
  assert.deepEqual(words.slice(0, 2), ['npx', 'guasto'], line);
  return await project.guasto(words.slice(2), { env });
}

describe('harness/cli/ci.md', () => {
  test('three shards of GitHub Actions become one report, with the exit code of one machine', async (t: TestContext) => {
    const { scenarios, report } = (github as Recipe).jobs;
    const project = new Project(t, SCENARIOS);
    const codes: (number | null)[] = [];
    let annotations = '';
    for (const shard of ['1', '2', '3']) {
      const filled = (text: string): string => text.replaceAll('${{ matrix.shard }}', shard);
      for (const line of commandsOf(scenarios.steps.map((step) => step.run))) {
        const { code, stdout } = await run(project, filled(line), { GITHUB_WORKSPACE: project.folder });
        codes.push(code);
        annotations += stdout;
      }
      // What the two actions do with an artifact: each becomes a folder of its name.
      const upload = scenarios.steps.find(({ uses }) => uses?.includes('upload-artifact'))?.with ?? {};
      const download = report.steps.find(({ uses }) => uses?.includes('download-artifact'))?.with ?? {};
      cpSync(
        join(project.folder, filled(upload['path'] ?? '')),
        join(project.folder, download['path'] ?? '', filled(upload['name'] ?? '')),
        { recursive: true },
      );
    }
    assert.deepEqual(codes.map(String).toSorted(), ['0', '0', '1']);
    assert.match(annotations, /^::error file=scenarios\/b\.scenario\.yaml,line=8,/m);
    const [merge = '', ...more] = commandsOf(report.steps.map((step) => step.run));
    assert.deepEqual(more, []);
    const { code, stdout } = await run(project, merge);
    assert.match(stdout, /^3 invocations merged\n1 held, 1 broken, 1 unsupported in /);
    assert.equal(code, 1);
    assert.ok(project.has('report/index.html') && project.has('report/junit.xml'));
  });

  test('GitLab’s jobs find their JUnit file', async (t) => {
    const { parallel, script } = (gitlab as GitLab).scenarios;
    const project = new Project(t, SCENARIOS);
    for (let index = 1; index <= parallel; index += 1) {
      for (const line of commandsOf(script)) {
        await run(project, line.replace('$CI_NODE_INDEX', String(index)).replace('$CI_NODE_TOTAL', String(parallel)));
      }
    }
    const invocations = project.list('out').filter((name) => project.has(`out/${name}/junit.xml`));
    assert.equal(invocations.length, parallel);
  });

  test('names files that a run leaves', async (t) => {
    const project = new Project(t, SCENARIOS);
    const { stdout } = await run(project, 'npx guasto run');
    const folder = /^report: (.*)$/m.exec(stdout)?.[1] ?? assert.fail(stdout);
    const rows = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)]);
    for (const [, name = ''] of rows) {
      // The fake engine leaves a record and a picture of each run.
      if (!name.includes('/')) assert.ok(project.has(join(folder, name)), name);
    }
  });
});
