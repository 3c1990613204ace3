// Receipts the hard way. Each fault is run three times: as it is, and the run holds; without any effect, and with another
// effect than it says. All else in these runs holds each time: only the missing receipt keeps them from being green.

import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { judge } from './judge/index.js';
import { FAULTS } from './kinds/faults/index.js';
import { TOXICS } from './kinds/toxics/index.js';
import { planRun, portsNeeded } from './plan/index.js';
import { openWorld, run, type World } from './run/index.js';
import { readScenarioFile, renderProblems } from './scenario/index.js';
import type { Scenario } from './scenario/scenario.js';
import { packageRoot } from './testing/package-root.js';
import { scratchFolder } from './testing/scratch-folder.js';
import type { Rig, WireToxic } from './vocabulary/rig.js';
import { SIGNALS, type SignalName } from './vocabulary/signals.js';
import type { Undo } from './vocabulary/undo.js';
import { CLAIM } from './testing/claim.js';

/** What is done instead of a fault; undefined: just that. */
interface Disguise {
  readonly heal?: 'does nothing';
  readonly toxic?: (toxic: WireToxic) => WireToxic | undefined;
  readonly link?: 'stays up';
  readonly signal?: (signal: SignalName) => SignalName | undefined;
}

const NOTHING: Disguise = { toxic: () => undefined, link: 'stays up', signal: () => undefined };

interface Case {
  /** Its attribute, as a scenario has it. */
  readonly toxic: string;
  readonly server?: string;
  readonly client?: string;
  /** Attributes that make less of it, or another toxic. */
  readonly instead: Partial<Pick<WireToxic, 'type' | 'attributes'>>;
}

// Times are far apart (400 ms and 20 ms), so that a machine which is busy does not do by chance what the toxic did not do.
const ECHO = {
  client: '{ fixture: python-echo-client, args: { timeout: 700ms, message: { repeat: { byte: 65, size: 400B } } } }',
};
const TOXIC_CASES: Readonly<Record<string, Case>> = {
  latency: { toxic: 'latency: 400ms', instead: { attributes: { latency: 20 } }, ...ECHO },
  bandwidth: { toxic: 'rate: 1KB/s', instead: { attributes: { rate: 100 } }, ...ECHO },
  slow_close: {
    toxic: 'delay: 400ms',
    server: '{ fixture: python-payload-server }',
    client: '{ fixture: python-reading-client }',
    instead: { attributes: { delay: 20 } },
  },
  timeout: { toxic: 'timeout: 0ms', instead: { type: 'latency', attributes: { latency: 20 } }, ...ECHO },
  reset_peer: { toxic: 'timeout: 0ms', instead: { type: 'limit_data', attributes: { bytes: 0 } }, ...ECHO },
  slicer: { toxic: 'average_size: 100B', instead: { attributes: { average_size: 500 } }, ...ECHO },
  limit_data: { toxic: 'bytes: 100B', instead: { attributes: { bytes: 101 } }, ...ECHO },
  cut: { toxic: 'at: 100B, with: rst', instead: { attributes: { at: 100, with: 'fin' } }, ...ECHO },
  hang: { toxic: 'at: 100B', instead: { attributes: { at: 101 } }, ...ECHO },
  corrupt: { toxic: 'at: 100B', instead: { type: 'noop', attributes: {} }, ...ECHO },
};

let shared: World | undefined;
before(async () => void (shared = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => shared?.close());

test('every toxic and every fault is tried here', () => {
  assert.deepEqual([...Object.keys(TOXIC_CASES), 'noop'].toSorted(), [...TOXICS.keys()].toSorted());
  assert.deepEqual([...FAULTS.keys()].toSorted(), ['full-backlog', 'link-down', 'signal', 'toxic']);
});

describe('receipts', { concurrency: 4 }, () => {
  for (const [type, { toxic, server, client, instead }] of Object.entries(TOXIC_CASES)) {
    describe(`the toxic ${type}`, () => {
      const text = faultStory({ server, client, fault: `inject: { link: wire, toxic: ${type}, ${toxic} }` });

      test('leaves its receipt', (t) => expectHeld(t, text));
      test('without effect leaves none', (t) => expectNoReceipt(t, text, type, NOTHING));
      test('with less of it, or something else in its place, leaves none', (t) =>
        expectNoReceipt(t, text, type, { toxic: (one) => ({ ...one, ...instead }) }));
      // reset_peer ends both directions, whichever it is in.
      if (type === 'reset_peer') return;
      test('in the other stream leaves none', (t) =>
        expectNoReceipt(t, text, type, { toxic: (one) => ({ ...one, stream: 'upstream' }) }));
    });
  }

  // 8 MiB are more than all buffers hold: most of them wait in the proxy for their reader, for which no toxic is needed.
  for (const [type, attributes] of [
    ['latency', 'latency: 100ms'],
    ['bandwidth', 'rate: 1MB/s'],
    ['slow_close', 'delay: 200ms'],
    ['timeout', 'timeout: 0ms'],
    ['hang', 'at: 0B'],
  ] as const) {
    test(`the toxic ${type} without effect leaves none where a reader is slow, either`, (t) => {
      const server = '{ fixture: python-payload-server, args: { payload: { repeat: { byte: "x", size: 8MiB } } } }';
      const client = '{ fixture: python-reading-client, args: { bufsize: 256KiB, pause: 40ms } }';
      const text = faultStory({ server, client, fault: `inject: { link: wire, toxic: ${type}, ${attributes} }` });
      return expectNoReceipt(t, text, type, NOTHING);
    });
  }

  describe('a link that is taken down', () => {
    const text = faultStory({ fault: 'link: { down: wire }' });

    test('leaves its receipt', (t) => expectHeld(t, text));
    test('but stays up leaves none', (t) => expectNoReceipt(t, text, 'link wire down', NOTHING));
  });

  describe('a rule about connections', () => {
    const toxic = 'toxic: latency, latency: 400ms, connections: { nth: first }';
    const text = faultStory({ ...ECHO, fault: `inject: { link: wire, ${toxic} }` });

    test('leaves the receipt of its toxic', (t) => expectHeld(t, text));
    test('that picks another connection leaves none', (t) =>
      expectNoReceipt(t, text, 'latency', { toxic: (one) => ({ ...one, connections: { nth: 2 } }) }));
  });

  describe('a fault that a rule injects', () => {
    // The server tells of a client half a second before it reads: time enough for the rule, also on a busy machine.
    const server = '{ fixture: python-late-server, args: { read-after: 500ms } }';
    const inject = 'inject: { link: wire, toxic: latency, latency: 400ms }';
    const rule = `{ output: server, contains: "accepted: ", do: { ${inject} } }`;
    const text = `${faultStory({ server, fault: 'wait: 1ms' })}when:\n  - ${rule}\n`;

    test('leaves its receipt', (t) => expectHeld(t, text));
    test('without effect leaves none', (t) => expectNoReceipt(t, text, 'latency', NOTHING));
  });

  // What other toxics and a full backlog leave behind, a slow program or a busy machine may leave as well (judge/still-acts.ts).
  for (const [name, fault, heal] of [
    ['latency', 'inject: { name: it, link: wire, toxic: latency, latency: 400ms }', 'heal: it'],
    ['cut', 'inject: { name: it, link: wire, toxic: cut, at: 100B, with: rst }', 'heal: it'],
    ['corrupt', 'inject: { name: it, link: wire, toxic: corrupt, at: 100B }', 'heal: it'],
    ['reset_peer', 'inject: { name: it, link: wire, toxic: reset_peer, timeout: 0ms }', 'heal: it'],
    ['limit_data', 'inject: { name: it, link: wire, toxic: limit_data, bytes: 100B }', 'heal: it'],
    ['link-down', 'link: { down: wire }', 'link: { up: wire }'],
  ] as const) {
    describe(`the heal of ${name}`, () => {
      const second = `- start: client\n  - await: { exit: client }\n  - ${heal}\n  - restart: client\n  - await: { exit: client }`;
      const text = faultStory({ ...ECHO, fault }).replace('- start: client\n  - await: { exit: client }', second);

      test('leaves its receipt', (t) => expectHeld(t, text));
      test('that does nothing leaves none', (t) => expectNoReceipt(t, text, '(heal|link)', { heal: 'does nothing' }));
    });
  }

  describe('a full backlog', () => {
    const text = faultStory({
      client: '{ fixture: python-echo-client, args: { timeout: 700ms } }',
      fault: 'inject: { link: wire, fault: full-backlog }',
    });

    test('leaves its receipt', (t) => expectHeld(t, text));
    test('of a link that accepts leaves none', (t) =>
      expectNoReceipt(t, text, 'link wire with a full backlog', NOTHING));
  });

  for (const signal of SIGNALS) {
    describe(`the signal ${signal}`, () => {
      const text = signalStory(signal);
      const only = (other: SignalName | undefined): Disguise => ({
        signal: (sent) => (sent === signal ? other : sent),
      });
      const label = `SIG${signal} to server`;

      test('leaves its receipt', (t) => expectHeld(t, text));
      test('that is not sent leaves none', (t) => expectNoReceipt(t, text, label, only(undefined)));
      test('in whose place another one is sent leaves none', (t) =>
        expectNoReceipt(t, text, label, only(signal === 'TERM' ? 'HUP' : 'TERM')));
    });
  }
});

interface StoryParts {
  readonly server?: string | undefined;
  readonly client?: string | undefined;
  readonly fault: string;
}

/** It claims no more than what is true with and without the fault. */
function faultStory({ server, client, fault }: StoryParts): string {
  return `title: a fault
${CLAIM}
programs:
  server: ${server ?? '{ fixture: python-echo-server }'}
  client: ${client ?? '{ fixture: python-echo-client }'}
links: { wire: { to: server } }
steps:
  - start: server
  - ${fault}
  - start: client
  - await: { exit: client }
expect:
  - call: { by: client, name: connect }
`;
}

function signalStory(signal: SignalName): string {
  // Only who was stopped can be continued.
  const signals = signal === 'CONT' ? ['STOP', 'CONT'] : [signal];
  return `title: a signal
${CLAIM}
programs: { server: { fixture: python-echo-server } }
steps:
  - start: server
${signals.map((one) => `  - signal: { to: server, signal: ${one} }`).join('\n')}
expect:
  - call: { by: server, name: listen }
`;
}

async function expectHeld(t: TestContext, text: string): Promise<void> {
  assert.deepEqual(await notHeld(t, text, {}), []);
}

async function expectNoReceipt(t: TestContext, text: string, label: string, disguise: Disguise): Promise<void> {
  const [receipt, ...others] = await notHeld(t, text, disguise);
  assert.match(receipt ?? 'everything held', new RegExp(`^inconclusive receipt ${label}( |:)`));
  assert.deepEqual(others, []);
}

/** The pieces that are not held, as `inconclusive receipt latency 400ms on wire downstream: looked for …`. */
async function notHeld(t: TestContext, text: string, disguise: Disguise): Promise<readonly string[]> {
  assert.ok(shared !== undefined);
  const world = { ...shared, disguiseRig: (rig: Rig) => disguised(rig, disguise) };
  const scenario = read(t, text);
  const lease = world.ports.lease(portsNeeded(scenario));
  t.after(() => lease.release());
  const record = await run(planRun(scenario, { seed: 1, ports: lease.ports }), world);
  return judge(scenario, record)
    .verdicts.filter(({ outcome }) => outcome !== 'held')
    .map(({ outcome, subject, label, actual }) => `${outcome} ${subject} ${label}: ${actual}`);
}

function read(t: TestContext, text: string): Scenario {
  const folder = scratchFolder(t);
  symlinkSync(join(packageRoot(), 'fixtures'), join(folder, 'fixtures'));
  const path = join(folder, 'receipt.scenario.yaml');
  writeFileSync(path, text);
  const { scenarios, problems } = readScenarioFile(path);
  const [scenario] = scenarios;
  assert.ok(scenario !== undefined, renderProblems(problems, { colour: false }));
  return scenario;
}

function disguised(rig: Rig, { heal, toxic, link, signal }: Disguise): Rig {
  const undoOf = (undo: Undo): Undo => (heal === 'does nothing' ? UNDO_NOTHING : undo);
  return {
    link: (name) => ({
      addToxic: async (wanted) => {
        const added = toxic === undefined ? wanted : toxic(wanted);
        return added === undefined ? UNDO_NOTHING : undoOf(await rig.link(name).addToxic(added));
      },
      stopAccepting: async () => (link === 'stays up' ? UNDO_NOTHING : await rig.link(name).stopAccepting()),
      takeDown: async () => (link === 'stays up' ? UNDO_NOTHING : undoOf(await rig.link(name).takeDown())),
    }),
    program: (name) => ({
      signal: async (wanted) => {
        const sent = signal === undefined ? wanted : signal(wanted);
        if (sent !== undefined) await rig.program(name).signal(sent);
      },
    }),
  };
}

const UNDO_NOTHING: Undo = () => undefined;
