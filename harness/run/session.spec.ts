// Runs that are scripted by hand: what becomes of them when the script does not play by the book.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Step } from '../plan/index.js';
import { parseRecord } from '../record/json-lines.js';
import { CLAIM } from '../testing/claim.js';
import { planIn } from '../testing/plan-of.js';
import { assertNothingLeft, eventsIn } from '../testing/runs.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { RigError } from '../vocabulary/rig-error.js';
import { openSession, openWorld, type World } from './index.js';

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

const SLEEPS = `title: it sleeps
${CLAIM}
programs:
  it: { run: [sleep, "60"] }
steps:
  - start: it
  - await: { exit: it, within: 60s }
expect:
  - exit: { of: it, code: 0 }
`;

function stepsOf({ steps }: { readonly steps: readonly Step[] }): readonly [Step, Step] {
  const [first, second] = steps;
  assert.ok(first !== undefined && second !== undefined);
  return [first, second];
}

describe('a session', () => {
  test('that is ended cuts the steps under way short: what the clean-up kills is not what they waited for', async (t) => {
    const folder = scratchFolder(t);
    const plan = planIn(world, t, SLEEPS);
    const session = await openSession(plan, world, { folder });
    const [start, awaitExit] = stepsOf(plan);
    assert.equal((await session.perform(start)).outcome, 'done');
    const waiting = session.perform(awaitExit);
    const record = await session.end();
    assert.deepEqual(await waiting, {
      outcome: 'missed',
      expected: 'it exits within 60 s',
      actual: 'it is still running when the run was ended',
    });
    const cleanup = eventsIn(record, 'run.cleanup-started')[0]?.seq ?? -1;
    assert.ok((eventsIn(record, 'step.ended').at(-1)?.seq ?? Infinity) < cleanup);
    assert.ok((eventsIn(record, 'process.exited')[0]?.seq ?? -1) > cleanup);
    // Whoever ends a run whose steps go on has not seen what they would have shown.
    assert.equal(record.end?.reason, 'interrupted');
    assertNothingLeft(record);
    const { events, end } = parseRecord(readFileSync(join(folder, 'record.jsonl'), 'utf8'));
    assert.deepEqual([events.length, end], [record.events.length, record.end]);
  });

  test('takes no step any more when it is ended, and gives the same record as often as it is asked', async (t) => {
    const plan = planIn(world, t, SLEEPS);
    const session = await openSession(plan, world);
    const record = await session.end();
    await assert.rejects(session.perform(stepsOf(plan)[0]), {
      code: 'interrupted',
      message: 'expected "start it" before the run is ended, but it comes after',
    });
    assert.deepEqual(eventsIn(await session.end(), 'process.spawned'), []);
    assert.equal(await session.end(), record);
    assert.equal(record.end?.reason, 'completed');
  });

  test('whose proxy does not answer any more ends its programs all the same, and tells', async (t) => {
    const toxiproxy = { ...controlOf(world), flush: () => Promise.reject(deaf) };
    const plan = planIn(world, t, SLEEPS);
    const session = await openSession(plan, { ...world, toxiproxy });
    await session.perform(stepsOf(plan)[0]);
    const record = await session.end();
    assert.deepEqual(
      eventsIn(record, 'rig.failed').map(({ data }) => data.message),
      ['it does not answer'],
    );
    assert.equal(eventsIn(record, 'process.exited')[0]?.data.signal, 'KILL');
    assertNothingLeft(record);
  });

  test('that can’t be opened leaves nothing open', async (t) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const folder = scratchFolder(t);
    const yaml = SLEEPS.replace('"60"] }', `"60"], port: ${port}, ready: spawned }`);
    const plan = planIn(world, t, yaml);
    await assert.rejects(openSession(plan, world, { folder }), { code: 'port-taken' });
    assert.deepEqual(openFilesIn(folder), []);
    // Nor does it hold the port against the next.
    await assert.rejects(openSession(plan, world), { code: 'port-taken' });
  });
});

const deaf = new RigError('toxiproxy-unreachable', 'it does not answer');

/** The world's own, method by method: what a spec replaces must not be asked of the original. */
function controlOf({ toxiproxy }: World): World['toxiproxy'] {
  return {
    kind: toxiproxy.kind,
    url: toxiproxy.url,
    version: toxiproxy.version,
    createProxy: (body) => toxiproxy.createProxy(body),
    createTap: (body) => toxiproxy.createTap(body),
    subscribe: (proxy, listener) => toxiproxy.subscribe(proxy, listener),
    flush: () => toxiproxy.flush(),
    lagUs: () => toxiproxy.lagUs(),
    close: () => toxiproxy.close(),
  };
}

function openFilesIn(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // The descriptor of the look itself.
      return [];
    }
  });
}
