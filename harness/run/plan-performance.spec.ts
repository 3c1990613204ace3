import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isKind } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { CLAIM } from '../testing/claim.js';
import { planIn } from '../testing/plan-of.js';
import { eventsIn, runText, scenarioOfOne } from '../testing/runs.js';
import { UndoStack } from '../vocabulary/undo.js';
import { openWorld, type World } from './index.js';
import { PlanPerformance } from './plan-performance.js';

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

const never = new AbortController().signal;

describe('the end of the steps', () => {
  test('waits for connections, too, of which the proxy has not told yet', async (t) => {
    const recorder = new Recorder();
    const undos = new UndoStack();
    t.after(async () => void (await undos.unwind()));
    const nothing = { receivedBytes: 0, sentBytes: 0, receivedSha256: '', sentSha256: '' };
    const ref = { link: 'wire', connection: 1 };
    // What has happened is told when one asks for it, and not before.
    let asked = 0;
    const flush = async (): Promise<void> => {
      asked += 1;
      if (asked > 1) return;
      const data = { ...ref, client: { host: '127.0.0.1', port: 1 } };
      recorder.emit({ observer: 'tap', kind: 'connection.opened', data });
      setTimeout(() => {
        const closed = { ...ref, upstream: nothing, downstream: nothing };
        recorder.emit({ observer: 'tap', kind: 'connection.closed', data: closed });
      }, 10);
    };
    // Of the Toxiproxy nothing else is asked.
    const toxiproxy = { flush } as World['toxiproxy'];
    const plan = planIn(world, t, scenarioOfOne('[sh, -c, "exit 0"]'));
    const parts = {
      plan,
      world: { ...world, toxiproxy },
      recorder,
      undos,
      interrupted: never,
      runId: 'spec',
      folder: undefined,
    };
    await new PlanPerformance(parts, never).letTheWireFinish();
    assert.ok(recorder.events.some((event) => isKind(event, 'connection.closed')));
  });
});

const DOWN = `title: down
${CLAIM}
programs:
  it: { run: [sleep, "60"], listens: true, ready: spawned }
links: { wire: { to: it } }
steps:
  - start: it
  - link: { down: wire }
expect:
  - never: { event: process.exited }
`;

describe('a kernel that has no table of sockets', () => {
  test('is not taken for one that has none in it', async (t) => {
    assert.notDeepEqual(eventsIn(await runText(world, t, DOWN), 'tcp.sampled'), []);
    const capabilities = { ...world.capabilities, 'kernel-tcp-table': 'there is none' };
    const record = await runText({ ...world, capabilities }, t, DOWN);
    assert.deepEqual(eventsIn(record, 'tcp.sampled'), []);
    assert.deepEqual(eventsIn(record, 'rig.failed'), []);
  });
});
