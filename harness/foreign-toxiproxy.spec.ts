// Toxics and rules that only guasto has, against a Toxiproxy that is not guasto's: the scenario is unsupported, says why, and
// none of its programs is started.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from './playwright/spec-support/project.js';
import { startToxiproxy } from './proxy/index.js';
import { CLAIM } from './testing/claim.js';

/** Its programs would fail at once, were they started. */
const scenarioWith = (fault: string): string => `title: a fault that only guasto has
${CLAIM}
programs:
  server: { run: [python3, -c, "raise SystemExit(5)", "\${server.port}"], listens: true }
  client: { run: [python3, -c, "raise SystemExit(6)", "\${wire.port}"] }
links: { wire: { to: server } }
steps:
  - start: server
  - inject: { link: wire, ${fault} }
  - start: client
expect:
  - exit: { of: client, code: 0 }
`;

const OURS = {
  cut: 'toxic: cut, at: 5B',
  hang: 'toxic: hang, at: 5B',
  corrupt: 'toxic: corrupt, at: 5B',
  'for-one-connection': 'toxic: latency, latency: 10ms, connections: { nth: first }',
};

test('against a Toxiproxy that is not guasto’s they are unsupported, each with the reason', async (t) => {
  const foreign = await startToxiproxy({ compat: 'strict' });
  t.after(() => foreign.stop());
  const files = Object.entries(OURS).map(([name, fault]) => [`scenarios/${name}.scenario.yaml`, scenarioWith(fault)]);
  const project = new Project(t, Object.fromEntries(files));
  const run = (...args: readonly string[]) =>
    project.guasto(['run', '--toxiproxy', foreign.url, ...args], { realEngine: true });
  const { code, stdout, stderr } = await run();
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^4 unsupported/m);
  for (const name of Object.keys(OURS)) {
    const reason = 'Toxiproxy 2\\.12\\.0 at http:\\S+ does not; the embedded one does';
    assert.match(stdout, new RegExp(`scenarios/${name}\\.scenario\\.yaml:1 — ${reason}`));
  }
  assert.equal((await run('--strict')).code, 4);
});
