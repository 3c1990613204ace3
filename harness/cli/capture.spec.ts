import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { probeCapture } from '../run/capture-tool.js';
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

  test('is unsupported, with the reason, where packets may not be captured', async (t) => {
    const project = new Project(t, { ...fixtures, 'scenarios/a.scenario.yaml': SCENARIO });
    const python = (await project.shell('python3 -c "import sys; print(sys.executable)"')).stdout.trim();
    // A PATH with Python, and neither tcpdump nor dumpcap.
    const path = await project.shell(`mkdir -p bin && ln -s ${python} bin/python3 && echo "$PWD/bin"`);
    const { code, stdout, stderr } = await project.guasto(['run'], {
      realEngine: true,
      env: { PATH: path.stdout.trim() },
    });
    assert.match(stdout, /^- a reply comes back.* — no tcpdump and no dumpcap on PATH: install one$/m, stdout + stderr);
    assert.equal(code, 0);
  });
});
