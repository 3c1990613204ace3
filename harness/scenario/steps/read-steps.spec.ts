// What each step and rule becomes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scenarioOf, withSteps } from '../spec-support.js';

describe('steps', () => {
  test('each verb becomes its action', (t) => {
    const { steps } = scenarioOf(
      t,
      withSteps(`  - write: { to: client, text: "ciao\\n" }
  - write: { to: client, repeat: { byte: "a", size: 1KiB }, end: true }
  - inject: { link: wire, toxic: slicer, stream: upstream, toxicity: 0.5, average_size: 1KiB, delay: 20us }
  - inject: { link: wire, toxic: bandwidth, rate: 2MB/s }
  - heal: slicer_upstream
  - link: { down: wire }
  - link: { up: wire }
  - signal: { to: server, signal: STOP }
  - signal: { to: server, signal: CONT }
  - signal: { to: server, signal: STOP }
  - wait: 200ms
  - await: { connection: wire, nth: second }
  - await: { bytes: wire, stream: upstream, at-least: 64KiB }
  - await: { call: { by: client, name: recv, phase: entered } }
  - await: { output: { of: client, stream: stderr, contains: x }, within: 1s }
  - guard: { tcp: "\${server.port}", state: LISTEN, absent: true }
  - restart: client
  - await: { exit: client, signal: TERM }`),
    );
    const actions = steps.slice(2).map(({ span: _span, label, ...action }) => [label, action]);
    const toxic = (name: string, more: object) => ({
      do: 'inject',
      name,
      fault: 'toxic',
      spec: { link: 'wire', toxic: { name, ...more } },
    });
    const signal = (name: string, signalName: string) => ({
      do: 'inject',
      name,
      fault: 'signal',
      spec: { program: 'server', signal: signalName },
    });
    const exit = { on: 'exit', program: 'client', code: undefined };
    assert.deepEqual(actions, [
      ['write to client', { do: 'write', to: 'client', payload: { text: 'ciao\n' }, end: false }],
      ['write to client', { do: 'write', to: 'client', payload: { repeat: { byte: 97, size: 1024 } }, end: true }],
      [
        'inject slicer on wire',
        toxic('slicer_upstream', {
          type: 'slicer',
          stream: 'upstream',
          toxicity: 0.5,
          attributes: { average_size: 1024, delay: 20 },
        }),
      ],
      [
        'inject bandwidth on wire',
        toxic('bandwidth_downstream', {
          type: 'bandwidth',
          stream: 'downstream',
          toxicity: 1,
          attributes: { rate: 2000 },
        }),
      ],
      ['heal slicer_upstream', { do: 'heal', name: 'slicer_upstream' }],
      ['link down wire', { do: 'inject', name: 'link down wire', fault: 'link-down', spec: { link: 'wire' } }],
      ['link up wire', { do: 'heal', name: 'link down wire' }],
      ['signal STOP to server', signal('signal STOP to server', 'STOP')],
      ['signal CONT to server', signal('signal CONT to server', 'CONT')],
      ['signal STOP to server', signal('signal STOP to server 2', 'STOP')],
      ['wait 200ms', { do: 'wait', us: 200_000 }],
      [
        'await connection wire (second)',
        { do: 'await', condition: { on: 'connection', link: 'wire', nth: 2 }, withinUs: 10_000_000 },
      ],
      [
        'await bytes wire upstream',
        {
          do: 'await',
          condition: { on: 'bytes', link: 'wire', stream: 'upstream', atLeast: 65_536 },
          withinUs: 10_000_000,
        },
      ],
      [
        'await call recv of client (first, entered)',
        {
          do: 'await',
          condition: { on: 'call', program: 'client', name: 'recv', nth: 1, phase: 'entered' },
          withinUs: 10_000_000,
        },
      ],
      [
        'await output client',
        {
          do: 'await',
          condition: { on: 'output', program: 'client', stream: 'stderr', line: { contains: 'x' } },
          withinUs: 1_000_000,
        },
      ],
      [
        'guard tcp server.port',
        {
          do: 'guard',
          condition: { on: 'tcp', port: '${server.port}', states: ['LISTEN'], absent: true },
          withinUs: 1_000_000,
        },
      ],
      ['restart client', { do: 'restart', program: 'client' }],
      ['await exit client', { do: 'await', condition: { ...exit, signal: 'TERM' }, withinUs: 10_000_000 }],
    ]);
  });

  test('start takes a deadline of its own', (t) => {
    const text = withSteps('').replace('- start: client', '- start: { program: client, within: 2s }');
    const step = scenarioOf(t, text).steps[1];
    assert.deepEqual(step?.do === 'start' ? [step.program, step.withinUs] : undefined, ['client', 2_000_000]);
  });

  test('any other fault on the shelf is injected by its name', (t) => {
    const step = scenarioOf(t, withSteps('  - inject: { fault: link-down, name: cut, link: wire }')).steps[2];
    assert.deepEqual(step?.do === 'inject' ? [step.name, step.fault, step.spec] : undefined, [
      'cut',
      'link-down',
      { link: 'wire' },
    ]);
  });
});

describe('rules', () => {
  test('fire beside the steps, and may heal what a step injects', (t) => {
    const { rules } = scenarioOf(
      t,
      withSteps(
        '  - link: { down: wire }\n  - heal: slow',
        `when:
  - { connection: wire, nth: 2, do: { link: { up: wire } } }
  - { call: { by: client, name: recv }, do: { inject: { name: slow, link: wire, toxic: timeout } } }
  - { output: client, line: go, do: { signal: { to: server, signal: TERM } } }
`,
      ),
    );
    assert.deepEqual(
      rules.map(({ label, trigger, step }) => [label, trigger.on, step.do]),
      [
        ['when connection wire (second): link up wire', 'connection', 'heal'],
        ['when call recv of client (first, returned): inject timeout on wire', 'call', 'inject'],
        ['when output client: signal TERM to server', 'output', 'inject'],
      ],
    );
  });
});
