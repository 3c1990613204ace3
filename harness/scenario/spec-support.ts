// For the specs of this room: where the repository is, and scenario files in folders that vanish again.

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { packageFolder } from './files.js';
import { readScenarioFile, renderProblems, type ReadOptions, type Scenario } from './index.js';
import { withClaim } from '../testing/claim.js';

export const ROOT = packageFolder(__dirname);

/** A temporary folder with these files, removed when the test ends. */
export function folderWith(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'guasto-scenario-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** The scenarios of this text, which may use the repository's fixtures; fails with the rendered problems if it has any. */
export function scenariosOf(t: TestContext, text: string, options: ReadOptions = {}): readonly Scenario[] {
  const folder = folderWith(t, { 'x.scenario.yaml': text });
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  const { scenarios, problems } = readScenarioFile('x.scenario.yaml', { cwd: folder, ...options });
  if (problems.length > 0) throw new Error(renderProblems(problems, { colour: false }));
  return scenarios;
}

/** Of a file with one row. */
export function scenarioOf(t: TestContext, text: string, options: ReadOptions = {}): Scenario {
  const [scenario] = scenariosOf(t, text, options);
  if (scenario === undefined) throw new Error('no scenario');
  return scenario;
}

/** The rendered problems of this text. */
export function problemsOf(t: TestContext, text: string): string {
  const folder = folderWith(t, { 'x.scenario.yaml': text });
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  return renderProblems(readScenarioFile('x.scenario.yaml', { cwd: folder }).problems, { colour: false });
}

const PROGRAMS = `programs:
  server: { run: [python3, -m, http.server, "\${self.port}"], listens: true }
  client: { run: [cat] }
links: { wire: { to: server } }
`;

/** A scenario with a server, a client and a wire, that starts both and then does these steps. */
export const withSteps = (steps: string, more = ''): string => `title: x
${PROGRAMS}steps:
  - start: server
  - start: client
${steps}
expect:
  - exit: { of: client, code: 0 }
  - never: { event: connection.opened, where: { link: wire } }
${withClaim(more)}`;
