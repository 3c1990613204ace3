// The two examples of the language's design, read as written.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findScenarioFiles, readScenarioFiles, renderProblems } from './index.js';
import { ROOT, scenarioOf } from './spec-support.js';

const LATE_REPLY = `title: recv gives up when the reply comes later than the client's timeout
proves: settimeout-bounds-recv          # an id in the behaviour catalogue, which carries the citation

params: { timeout: 500ms, latency: 2s }

programs:
  server: { fixture: python-echo-server }
  client: { fixture: python-echo-client, args: { timeout: "\${params.timeout}", message: { text: "ciao" } } }

links:
  wire: { to: server }                  # through Toxiproxy; the client gets \${wire.host} and \${wire.port}

steps:
  - start: server                       # waits until it listens, without ever connecting to it
  - inject: { name: slow-reply, link: wire, toxic: latency, stream: downstream, latency: "\${params.latency}" }
  - start: client                       # after the fault: no connection can escape it
  - await: { exit: client, within: 5s }

expect:
  - call: { by: client, name: recv, nth: first }
    raises: TimeoutError
    takes: { at-least: "\${params.timeout}", at-most: "\${params.timeout} + 100ms" }
  - exit: { of: client, code: 1 }

mutants:                                # each must make this scenario break, where it says
  - { name: forgets-settimeout, program: client, breaks: "await exit" }
  - { name: passes-milliseconds, program: client, breaks: takes }
`;

const REBIND = `title: with SO_REUSEADDR the old port can be bound at once after kill -9
proves: reuseaddr-allows-immediate-rebind

programs:
  server: { fixture: python-echo-server }
  client: { fixture: python-echo-client, args: { hold: 10s } }   # reads one reply, then keeps the connection

links: { wire: { to: server, via: direct } }                     # the claim is about the kernel: no proxy in between

steps:
  - start: server
  - start: client
  - await: { output: client, line: "reply: ciao", within: 2s }
  - signal: { to: server, signal: KILL }
  - await: { exit: server, within: 1s }
  - guard: { tcp: { port: "\${server.port}", state: [FIN_WAIT1, FIN_WAIT2, TIME_WAIT], within: 1s } }  # else inconclusive
  - restart: server                                              # no sleep: "immediate" is the claim
  - await: { listening: server, within: 1s }

expect:
  - call: { by: server, run: 2, name: bind }
    returns: ok

mutants:
  - { name: forgets-reuseaddr, program: server, breaks: "await listening", because: EADDRINUSE }
`;

describe('the examples of the design are read as written', () => {
  test('a reply that comes too late', (t) => {
    const scenario = scenarioOf(t, LATE_REPLY);
    const [server, client] = scenario.programs;
    assert.equal(scenario.identity.title, "recv gives up when the reply comes later than the client's timeout");
    assert.equal(scenario.identity.line, 1);
    assert.equal(scenario.proves, 'settimeout-bounds-recv');
    assert.deepEqual(server?.ready, { kind: 'listening' });
    assert.equal(server?.port, 'allotted');
    assert.deepEqual(server?.argv.slice(2, 6), ['--host', '${server.host}', '--port', '${server.port}']);
    assert.ok(
      client?.argv.join(' ').includes('--host ${wire.host} --port ${wire.port} --timeout 0.5'),
      client?.argv.join(' '),
    );
    assert.deepEqual(client?.files, { message: { text: 'ciao' } });
    assert.ok(client?.argv.includes('${file:message}'));
    assert.equal(client?.port, undefined);
    assert.match(server?.argv[1] ?? '', /\/python-echo-server\/server\.py$/);
    assert.deepEqual(
      scenario.steps.map(({ label, span }) => [span.line, label]),
      [
        [14, 'start server'],
        [15, 'inject latency on wire'],
        [16, 'start client'],
        [17, 'await exit client'],
      ],
    );
    const [, inject, , wait] = scenario.steps;
    assert.deepEqual(inject?.do === 'inject' ? [inject.name, inject.fault, inject.spec] : undefined, [
      'slow-reply',
      'toxic',
      {
        link: 'wire',
        toxic: {
          name: 'slow-reply',
          type: 'latency',
          stream: 'downstream',
          toxicity: 1,
          attributes: { latency: 2_000 },
        },
      },
    ]);
    assert.equal(wait?.do === 'await' ? wait.withinUs : undefined, 5_000_000);
    const [call] = scenario.expectations;
    assert.equal(call?.kind, 'call');
    assert.deepEqual(
      Object.entries(call?.clauses ?? {}).map(([clause, span]) => [clause, span.line]),
      [
        ['call', 20],
        ['raises', 21],
        ['takes', 22],
      ],
    );
    const { takes } = (call?.spec ?? {}) as { readonly takes?: { readonly atLeast: number; readonly atMost: number } };
    assert.deepEqual([takes?.atLeast, takes?.atMost], [500_000, 600_000]);
    assert.deepEqual(
      scenario.mutants.map(({ name, breaks, patch }) => [name, breaks, patch?.name]),
      [
        ['forgets-settimeout', 'await exit', 'forgets-settimeout'],
        ['passes-milliseconds', 'takes', 'passes-milliseconds'],
      ],
    );
    assert.deepEqual(scenario.needs, ['kernel-tcp-table', 'python-calls']);
  });

  test('a port that can be bound at once', (t) => {
    const scenario = scenarioOf(t, REBIND);
    assert.deepEqual(
      scenario.links.map(({ name, to, via }) => [name, to, via]),
      [['wire', 'server', 'direct']],
    );
    const byLabel = new Map(scenario.steps.map((step) => [step.label, step]));
    const kill = byLabel.get('signal KILL to server');
    assert.deepEqual(kill?.do === 'inject' ? [kill.fault, kill.spec] : undefined, [
      'signal',
      { program: 'server', signal: 'KILL' },
    ]);
    const guard = byLabel.get('guard tcp server.port');
    assert.deepEqual(guard?.do === 'guard' ? [guard.condition, guard.withinUs] : undefined, [
      { on: 'tcp', port: '${server.port}', states: ['FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT'], absent: false },
      1_000_000,
    ]);
    assert.ok(byLabel.has('await listening server'));
    assert.equal(scenario.mutants[0]?.because, 'EADDRINUSE');
  });
});

test('every shipped scenario is read', () => {
  const { paths } = findScenarioFiles(['scenarios'], ROOT);
  const { scenarios, problems } = readScenarioFiles(paths, { cwd: ROOT });
  assert.equal(renderProblems(problems, { colour: false }), '');
  assert.ok(scenarios.length >= paths.length);
});
