// What stands on the disk under the name of a scenario, and is none.

import assert from 'node:assert/strict';
import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { findScenarioFiles, readScenarioFile, renderProblems } from './index.js';
import { folderWith } from './spec-support.js';

function problemsOf(folder: string, name = 'x.scenario.yaml'): string {
  const { scenarios, problems } = readScenarioFile(name, { cwd: folder });
  assert.deepEqual(scenarios, []);
  return renderProblems(problems, { colour: false });
}

const textFor = (t: TestContext, content: string | Uint8Array): string =>
  problemsOf(folderWith(t, { 'x.scenario.yaml': content }));

/** Root may read everything: looks as another user, who may enter the folder. */
function asNobody<T>(folder: string, look: () => T): T {
  chmodSync(folder, 0o755);
  if (process.getuid?.() !== 0) return look();
  process.seteuid?.(65534);
  try {
    return look();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a file that is no scenario at all', () => {
  test('is refused by its size, before it is read', (t) => {
    const folder = folderWith(t, { 'x.scenario.yaml': '' });
    const file = openSync(join(folder, 'x.scenario.yaml'), 'r+');
    ftruncateSync(file, 10 * 1024 * 1024);
    closeSync(file);
    const startedMs = performance.now();
    assert.equal(
      problemsOf(folder),
      `x.scenario.yaml:1:1 error this file is too large to be a scenario
   | expected: at most 256 KiB
   | found:    10.0 MiB
   | hint:     bytes to be sent belong into a file of their own: \`file: payload.bin\`, or \`repeat: { byte: "x", size: 10MiB }\`

1 problem
`,
    );
    // One stat(2): reading 10 MiB as YAML would take minutes.
    assert.ok(performance.now() - startedMs < 500);
  });

  test('is recognised as binary', (t) => {
    assert.match(
      textFor(t, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0)),
      /^x\.scenario\.yaml:1:1 error this is not a text file\n/,
    );
  });

  test('is recognised as UTF-16 and as Latin-1', (t) => {
    assert.match(
      textFor(t, Buffer.from('\uFEFFtitle: x', 'utf16le')),
      /this file is saved as UTF-16\n.*UTF-8\n.*save it as UTF-8/,
    );
    assert.match(textFor(t, Buffer.from('title: caffè', 'latin1')), /this file is not UTF-8\n/);
  });

  test('may not exist, be a folder, or be a link that leads nowhere', (t) => {
    const folder = folderWith(t, {});
    assert.match(problemsOf(folder), /this file does not exist\n/);
    mkdirSync(join(folder, 'folder.scenario.yaml'));
    assert.match(problemsOf(folder, 'folder.scenario.yaml'), /this is a folder\n.*expected: a file\n/);
    symlinkSync('nowhere', join(folder, 'link.scenario.yaml'));
    assert.match(problemsOf(folder, 'link.scenario.yaml'), /this file does not exist\n/);
  });

  test('may be unreadable, or stand in an unreadable folder', (t) => {
    const folder = folderWith(t, { 'x.scenario.yaml': 'title: x' });
    mkdirSync(join(folder, 'closed'), { mode: 0 });
    chmodSync(join(folder, 'x.scenario.yaml'), 0);
    const [text, found] = asNobody(folder, () => [problemsOf(folder), findScenarioFiles(['.'], folder)] as const);
    assert.match(text, /this file can’t be read\n.*found: {4}EACCES\n.*check its permissions/);
    assert.deepEqual(
      found.problems.map(({ span, message }) => [span.file, message]),
      [['closed', 'this folder can’t be read']],
    );
  });

  test('a byte order mark of UTF-8 and line ends of Windows are no mistakes', (t) => {
    const text = '\uFEFFtitle: x\r\nprogram: {}\r\n';
    assert.match(
      textFor(t, text),
      /x\.scenario\.yaml:2:1 error unknown key "program" in the scenario\n.*\n 2 \| program: \{\}\n/,
    );
  });
});
