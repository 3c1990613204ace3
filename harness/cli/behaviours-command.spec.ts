import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Project, scenarioText } from '../playwright/spec-support/project.js';

const RULE = 'when: [{ output: client, line: ping, do: { signal: { to: client, signal: CONT } } }]\n';
const HURRIES = 'mutants: [{ name: hurries, program: client, breaks: await exit }]\n';
const OWN = `claim: Our server answers every PING.
source: [{ document: PROTOCOL.md, section: "2.1" }]
tier: core
needs: either
platform: everywhere
`;

const project = (t: TestContext): Project =>
  new Project(t, {
    'package.json': '{}',
    'scenarios/behaviours/ping/ping-is-answered.yaml': OWN,
    'scenarios/behaviours/ping/ping-may-be-late.yaml': OWN.replace('core', 'advanced'),
    'scenarios/a.scenario.yaml': scenarioText('a client pings', 'proves: ping-is-answered\n'),
    'reports/2026-01-01T00-00-00-aaaa/results.json': JSON.stringify({
      format: 'guasto-suite/1',
      startedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
      runs: [{ file: 'scenarios/a.scenario.yaml', outcome: 'broken' }],
    }),
  });

describe('guasto behaviours', () => {
  test('lists those of a call, with what proves them and how that went', async (t) => {
    const { code, stdout, stderr } = await project(t).guasto(['behaviours', '--call', 'ping']);
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      `ping
  ✗ ping-is-answered  core, either · 1 scenario, 0 mutants  broken 3 h ago
      Our server answers every PING.
  · ping-may-be-late  advanced, either  unproven
      Our server answers every PING.

2 behaviours, 1 proven by 1 scenario, which must catch 0 mutants
`,
    );
  });

  test('knows the catalogue of this package everywhere', async (t) => {
    const { stdout } = await new Project(t, { 'package.json': '{}' }).guasto(['behaviours', '--tier', 'core']);
    assert.match(stdout, /^socket\n[\s\S]*\n {2}· socket-starts-blocking {2}core, local {2}unproven\n/);
    assert.match(stdout, /\n\d\d behaviours\n$/);
  });

  test('filters by tier, by texts in id, claim and source, and by what is not proven', async (t) => {
    const here = project(t);
    const ids = async (...args: readonly string[]): Promise<readonly string[]> =>
      ((await here.guasto(['behaviours', '--json', ...args])).stdout.match(/"id": "[^"]*"/g) ?? []).map((text) =>
        text.slice(7, -1),
      );
    assert.deepEqual(await ids('protocol.md', 'ping'), ['ping-is-answered', 'ping-may-be-late']);
    assert.deepEqual(await ids('protocol.md', '--tier', 'core'), ['ping-is-answered']);
    assert.deepEqual(await ids('--call', 'ping', '--unproven'), ['ping-may-be-late']);
  });

  test('explains one', async (t) => {
    const { code, stdout } = await project(t).guasto(['behaviours', 'ping-is-answered']);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `ping-is-answered
  Our server answers every PING.

  call             ping, core
  source           PROTOCOL.md, 2.1
  needs            either: the same is seen directly and through a proxy
  platform         everywhere

proven by

  a client pings
    scenarios/a.scenario.yaml:1  broken 3 h ago
      start client
      await exit client (within 5 s)
      expect exit of client
`,
    );
  });

  test('explains what nothing proves yet, and a mutant that a scenario must catch', async (t) => {
    const here = project(t);
    const unproven = await here.guasto(['behaviours', 'ping-may-be-late']);
    assert.match(
      unproven.stdout,
      /proven by\n {2}no scenario proves it yet: write one with proves: ping-may-be-late\n$/,
    );
    here.write(
      'fixtures/client/fixture.yaml',
      `about: a
run: [python3, a.py]
mutants: { hurries: { mistake: does not wait, file: a.py, replace: [{ from: "sleep(1)", to: "sleep(0)" }] } }
`,
    );
    here.write('fixtures/client/a.py', 'from time import sleep\nsleep(1)\n');
    here.write(
      'scenarios/a.scenario.yaml',
      scenarioText('a client pings', `proves: ping-is-answered\n${RULE}${HURRIES}`).replace(
        '{ run: [sleep, "0.01"] }',
        '{ fixture: client }',
      ),
    );
    const { stdout, stderr } = await here.guasto(['behaviours', 'ping-is-answered']);
    assert.match(stdout, /\n {6}when output client: signal/, stderr);
    assert.match(stdout, / {4}catches\n {6}client: hurries — does not wait \(at await exit\)\n$/, stderr);
  });

  test('says what there is where nothing fits', async (t) => {
    const here = project(t);
    const stderr = async (...args: readonly string[]): Promise<string> => {
      const result = await here.guasto(['behaviours', ...args]);
      assert.equal(result.code, 2);
      return result.stderr;
    };
    assert.equal(
      await stderr('ping-is-anwsered'),
      'guasto: no behaviour fits ping-is-anwsered: did you mean "ping-is-answered"?\n',
    );
    assert.match(
      await stderr('--call', 'pinged'),
      /^guasto: no call "pinged" in the catalogue: there are socket, .*, proxy, .*ping\n$/,
    );
    assert.equal(await stderr('--tier', 'cor'), 'guasto: no tier "cor": there are core, adjacent, advanced\n');
  });
});
