import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scenarioOf } from '../testing/plan-of.js';
import type { AfterTest } from '../testing/scratch-folder.js';
import type { Plan } from './plan.js';
import { planRun, portsNeeded } from './plan-run.js';
import { CLAIM } from '../testing/claim.js';

const TEXT = `title: everything has a place
${CLAIM}
programs:
  server: { run: [python3, -c, pass, "\${server.port}", "\${server.host}"], listens: true, env: { AT: "\${server.host}:\${server.port}" } }
  other: { run: [sleep, "1"], listens: true, ready: { line: "listening on \${other.port}" } }
  fixed: { run: [sleep, "1"], port: 14321, ready: spawned }
  client: { run: [sleep, "\${wire.port}"] }
links:
  wire: { to: server }
  cable: { to: other, via: direct }
steps:
  - start: server
  - start: other
  - start: fixed
  - start: client
  - write: { to: client, text: "$\${wire.port}" }
  - guard: { tcp: { port: "\${server.port}", state: LISTEN, within: 1s } }
when:
  - { output: client, line: "\${cable.port}", do: { signal: { to: client, signal: TERM } } }
expect:
  - tcp: { port: "\${server.port}", state: LISTEN }
  - exit: { of: client, code: 0 }
`;

function planOf(t: AfterTest, ports: readonly number[]): Plan {
  return planRun(scenarioOf(t, TEXT), { seed: 7, ports });
}

describe('portsNeeded', () => {
  test('counts a program that listens on no fixed port, and a link through Toxiproxy', (t) => {
    // server, other, wire; not fixed, not client, not cable.
    assert.equal(portsNeeded(scenarioOf(t, TEXT)), 3);
  });
});

describe('planRun', () => {
  test('allots the ports in the order of the file, programs first, and gives a direct link its server’s', (t) => {
    assert.deepEqual(
      Object.entries(planOf(t, [101, 102, 103]).addresses).map(([name, { port }]) => [name, port]),
      [
        ['server', 101],
        ['other', 102],
        ['fixed', 14321],
        ['wire', 103],
        ['cable', 102],
      ],
    );
  });

  test('leaves no place of a host or port open, anywhere', (t) => {
    const plan = planOf(t, [101, 102, 103]);
    const others = { ...plan, steps: plan.steps.filter((step) => step.do !== 'write') };
    assert.doesNotMatch(JSON.stringify(others), /\$\{\w+\.(host|port)\}/);
  });

  test('puts ports into arguments, environment, readiness, conditions and rules', (t) => {
    const plan = planOf(t, [101, 102, 103]);
    const [server, other, , client] = plan.programs;
    assert.deepEqual(server?.argv.slice(3), ['101', '127.0.0.1']);
    assert.equal(server?.env['AT'], '127.0.0.1:101');
    assert.deepEqual(other?.ready, { kind: 'line', line: 'listening on 102' });
    assert.deepEqual(client?.argv, ['sleep', '103']);
    const guard = plan.steps.at(-1);
    assert.equal(guard?.do === 'guard' && guard.condition.on === 'tcp' ? guard.condition.port : undefined, 101);
    const [rule] = plan.rules;
    assert.deepEqual(rule?.trigger.on === 'output' ? rule.trigger.line : undefined, { equals: '102' });
  });

  test('takes what a payload holds for its bytes', (t) => {
    const write = planOf(t, [101, 102, 103]).steps.find((step) => step.do === 'write');
    assert.deepEqual(write?.do === 'write' ? write.payload : undefined, { text: '${wire.port}' });
  });

  test('samples the ports of which an expectation speaks', (t) => {
    assert.deepEqual(planOf(t, [101, 102, 103]).sampledPorts, [101]);
  });

  test('leaves a mutant’s texts as they are', (t) => {
    const scenario = scenarioOf(t, TEXT);
    const patch = { name: 'm', mistake: 'x', file: '/x', replace: [{ from: '${server.port}', to: '${wire.port}' }] };
    const programs = scenario.programs.map((program) => ({ ...program, patch }));
    const plan = planRun({ ...scenario, programs }, { seed: 1, ports: [101, 102, 103] });
    assert.ok(plan.programs.every((program) => program.patch === patch));
  });

  test('is the same for the same inputs, and survives JSON', (t) => {
    const scenario = scenarioOf(t, TEXT);
    const inputs = { seed: 7, ports: [101, 102, 103] };
    const plan = planRun(scenario, inputs);
    assert.deepEqual(planRun(scenario, inputs), plan);
    assert.equal(JSON.stringify(JSON.parse(JSON.stringify(plan))), JSON.stringify(plan));
  });

  test('with too few ports is a bug of the caller', (t) => {
    assert.throws(() => planOf(t, [101]), {
      name: 'InvariantViolation',
      message: 'planRun was handed 1 ports but needs 3',
    });
  });
});
