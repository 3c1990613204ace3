import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { probeCapture } from '../run/capture-tool.js';
import { findOnPath } from '../run/resolve-command.js';
import { packageRoot } from '../testing/package-root.js';

const SCENARIO = `title: a reply comes back
claim: what was sent comes back
source: the program itself
capture: pcap
programs:
  server: { fixture: python-echo-server }
  client: { fixture: python-echo-client, args: { message: { text: "captured" } } }
links: { wire: { to: server } }
steps:
  - start: server
  - start: client
  - await: { exit: client, within: 20s }
expect:
  - exit: { of: client, code: 0 }
`;

describe('capture: pcap', async () => {
  const probed = await probeCapture();
  const fixtures = Object.fromEntries(
    [
      'python-echo-server/fixture.yaml',
      'python-echo-server/server.py',
      'python-echo-client/fixture.yaml',
      'python-echo-client/client.py',
    ].map((name) => [`fixtures/${name}`, readFileSync(join(packageRoot(), 'fixtures', name), 'utf8')]),
  );

  test(
    'leaves a capture of both sides of the wire in the run’s folder',
    { skip: 'tool' in probed ? false : probed.missing },
    async (t) => {
      const project = new Project(t, { ...fixtures, 'scenarios/a.scenario.yaml': SCENARIO });
      const { stdout, stderr } = await project.guasto(['run'], { realEngine: true });
      assert.match(stdout, /^1 held/m, stdout + stderr);
      const [invocation = ''] = project.list('reports').filter((name) => /^\d/.test(name));
      const bytes = readFileSync(join(project.folder, 'reports', invocation, 'a/capture.pcap'));
      // There and back, before the proxy and behind it.
      assert.equal(bytes.toString('latin1').split('captured').length - 1, 4);
    },
  );

  const dumpcap = await findDumpcap();
  test('is left by dumpcap as well, where there is no tcpdump', { skip: dumpcap.missing ?? false }, async (t) => {
    const project = new Project(t, { ...fixtures, 'scenarios/a.scenario.yaml': SCENARIO });
    const path = await pathOf(project, { dumpcap: dumpcap.file ?? '' });
    const { stdout, stderr } = await project.guasto(['run'], { realEngine: true, env: { PATH: path } });
    assert.match(stdout, /^1 held/m, stdout + stderr);
    const [invocation = ''] = project.list('reports').filter((name) => /^\d/.test(name));
    const bytes = readFileSync(join(project.folder, 'reports', invocation, 'a/capture.pcap'));
    assert.equal(bytes.toString('latin1').split('captured').length - 1, 4);
  });

  test('is unsupported, with the reason, where packets may not be captured', async (t) => {
    const project = new Project(t, { ...fixtures, 'scenarios/a.scenario.yaml': SCENARIO });
    const path = await pathOf(project, {});
    const { code, stdout, stderr } = await project.guasto(['run'], { realEngine: true, env: { PATH: path } });
    assert.match(stdout, /^- a reply comes back.* — no tcpdump and no dumpcap on PATH: install one$/m, stdout + stderr);
    assert.equal(code, 0);
  });
});

/** A PATH with Python and these programs, and nothing else. */
async function pathOf(project: Project, programs: Readonly<Record<string, string>>): Promise<string> {
  const python = (await project.shell('python3 -c "import sys; print(sys.executable)"')).stdout.trim();
  const bin = join(project.folder, 'bin');
  mkdirSync(bin);
  for (const [name, file] of Object.entries({ python3: python, ...programs })) symlinkSync(file, join(bin, name));
  return bin;
}

async function findDumpcap(): Promise<{ readonly file?: string; readonly missing?: string }> {
  const file = findOnPath('dumpcap');
  if (file === undefined) return { missing: 'there is no dumpcap on PATH' };
  // As the probe does it: its rights can't be read off.
  const { code, stderr } = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
    execFile(file, ['-i', 'lo', '-L'], (error, _out, said) => resolve({ code: error === null ? 0 : 1, stderr: said }));
  });
  return code === 0 ? { file } : { missing: `dumpcap may not capture: ${stderr.trim()}` };
}
