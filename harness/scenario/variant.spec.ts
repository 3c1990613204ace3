// What the control of a scenario leaves out, what it expects instead, and what a mutant changes.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { applyVariant, controlOf, type Scenario } from './index.js';
import { problemsOf, scenarioOf } from './spec-support.js';
import { CLAIM } from '../testing/claim.js';

const scenarioWith = (t: TestContext, steps: string, more = ''): Scenario =>
  scenarioOf(
    t,
    `title: x
${CLAIM}
programs:
  server: { fixture: python-echo-server }
  client: { fixture: python-echo-client }
links: { wire: { to: server } }
steps:
  - start: server
${steps}
expect:
  - exit: { of: client, code: 1 }
${more}`,
  );

/** The steps of the control, by their labels; exits with the code that they must have. */
function told(scenario: Scenario): readonly string[] {
  const control = controlOf(scenario);
  if ('none' in control) return [`none: ${control.none}`];
  const label = ({ label: text, ...step }: Scenario['steps'][number]): string =>
    step.do === 'await' && step.condition.on === 'exit' ? `${text}: ${step.condition.code ?? 'any code'}` : text;
  return [...control.scenario.steps.map(label), ...control.scenario.rules.map((rule) => `when ${rule.label}`)];
}

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'leaves out toxics, and what heals them',
    `  - inject: { name: slow, link: wire, toxic: latency, latency: 1s }
  - start: client
  - heal: slow
  - await: { exit: client }`,
    ['start server', 'start client', 'await exit client: 0'],
  ],
  [
    'leaves out links that go down, and come up again',
    `  - link: { down: wire }
  - start: client
  - await: { exit: client }
  - link: { up: wire }
  - restart: client
  - await: { exit: client }`,
    ['start server', 'start client', 'await exit client: 0', 'restart client', 'await exit client: 0'],
  ],
  [
    'wants every program that is awaited to succeed, whatever it is to do under the fault',
    `  - inject: { link: wire, toxic: reset_peer, timeout: 0ms }
  - start: client
  - await: { exit: { of: client, code: 1 } }`,
    ['start server', 'start client', 'await exit client: 0'],
  ],
  [
    'lets a program that would have been killed go on: it neither exits nor starts again',
    `  - start: client
  - await: { output: client, line: "reply: ciao" }
  - signal: { to: server, signal: KILL }
  - await: { exit: server }
  - restart: server
  - await: { listening: server }
  - await: { exit: client }`,
    ['start server', 'start client', 'await output client', 'await listening server', 'await exit client: 0'],
  ],
  [
    'keeps a second exit of a program that was killed once',
    `  - start: client
  - signal: { to: client, signal: TERM }
  - await: { exit: client }
  - restart: client
  - await: { exit: client }`,
    ['start server', 'start client', 'await exit client: 0'],
  ],
  [
    'leaves out a pause, and its end',
    `  - start: client
  - signal: { to: server, signal: STOP }
  - wait: 10ms
  - signal: { to: server, signal: CONT }
  - await: { exit: client }`,
    ['start server', 'start client', 'wait 10ms', 'await exit client: 0'],
  ],
  [
    'keeps a guard before the first fault, and leaves out those after it',
    `  - guard: { tcp: { port: "\${server.port}", state: LISTEN } }
  - inject: { link: wire, toxic: latency, latency: 1s }
  - start: client
  - guard: { connection: wire }
  - await: { exit: client }`,
    ['start server', 'guard tcp server.port', 'start client', 'await exit client: 0'],
  ],
  [
    'is none where no fault is injected: a signal that tells something is no fault',
    `  - start: client
  - signal: { to: client, signal: USR1 }
  - await: { exit: client }`,
    ['none: it injects no fault'],
  ],
];

describe('the control of a scenario', () => {
  for (const [claim, steps, expected] of CASES) {
    test(claim, (t) => assert.deepEqual(told(scenarioWith(t, steps)), expected));
  }

  test('leaves out rules that inject or heal, and keeps the others', (t) => {
    const rules = `when:
  - { output: client, contains: reply, do: { inject: { name: late, link: wire, toxic: latency, latency: 1s } } }
  - { connection: wire, do: { heal: late } }
  - { output: client, contains: more, do: { write: { to: client, text: "go on" } } }`;
    const labels = told(scenarioWith(t, '  - start: client\n  - await: { exit: client }', rules));
    assert.equal(labels.length, 4, labels.join('; '));
    assert.match(labels[3] ?? '', /write/);
  });

  const UNDER_LATENCY = `  - inject: { link: wire, toxic: latency, latency: 1s }
  - start: client
  - await: { exit: { of: client, code: 1 } }`;

  test('expects nothing more than that, unless `control` says what', (t) => {
    const plain = controlOf(scenarioWith(t, UNDER_LATENCY));
    assert.ok('scenario' in plain);
    assert.deepEqual(plain.scenario.expectations, []);
    const own = scenarioWith(t, UNDER_LATENCY, 'control: [{ exit: { of: client, code: 7 } }]');
    const control = controlOf(own);
    assert.ok('scenario' in control);
    assert.deepEqual(
      control.scenario.expectations.map(({ label }) => label),
      ['exit of client'],
    );
    // Only what it says counts: the awaited program may exit with any code.
    assert.deepEqual(told(own), ['start server', 'start client', 'await exit client: any code']);
  });

  test('may be left out, with the reason', (t) => {
    const scenario = scenarioWith(t, UNDER_LATENCY, 'control: { none: the latency is the stimulus }');
    assert.deepEqual(told(scenario), ['none: the latency is the stimulus']);
  });

  test('says so in its title and its identity, and is otherwise the same scenario', (t) => {
    const scenario = scenarioWith(t, UNDER_LATENCY);
    const control = applyVariant(scenario, { kind: 'control' });
    assert.equal(control.identity.title, 'x (without its faults)');
    assert.deepEqual(control.identity.variant, { kind: 'control' });
    assert.deepEqual([control.identity.sha256, control.span], [scenario.identity.sha256, scenario.span]);
  });
});

describe('a mutant of a scenario', () => {
  const MUTANTS = 'mutants: [{ name: forgets-settimeout, program: client, breaks: await exit }]';

  test('is the same scenario with one program changed', (t) => {
    const scenario = scenarioWith(t, '  - start: client\n  - await: { exit: client }', MUTANTS);
    const mutant = applyVariant(scenario, { kind: 'mutant', program: 'client', name: 'forgets-settimeout' });
    assert.equal(mutant.identity.title, 'x (with client: forgets-settimeout)');
    assert.deepEqual(
      mutant.programs.map(({ name, patch }) => [name, patch?.name]),
      [
        ['server', undefined],
        ['client', 'forgets-settimeout'],
      ],
    );
    assert.deepEqual(mutant.steps, scenario.steps);
  });

  test('of the same program and name is listed once', (t) => {
    const steps =
      'steps: [{ start: client }, { await: { exit: client } }]\nexpect: [{ exit: { of: client, code: 0 } }]';
    const twice = `title: x
${CLAIM}
programs: { client: { fixture: python-echo-client, args: {} }, server: { fixture: python-echo-server } }
links: { wire: { to: server } }
${steps.replace('[{', '[{ start: server }, {')}
mutants:
  - { name: recv-once, program: client, breaks: exit }
  - { name: recv-once, program: client, breaks: await exit }
`;
    assert.match(problemsOf(t, twice), /the mutant "recv-once" of "client" is listed twice/);
  });
});
