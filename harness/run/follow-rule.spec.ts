import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isKind } from '../record/event.js';
import { eventsIn, runText } from '../testing/runs.js';
import { openWorld, type World } from './index.js';
import { CLAIM } from '../testing/claim.js';

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

describe('rules', () => {
  test('fire beside the steps, once, with the trigger before the step', async (t) => {
    const record = await runText(
      world,
      t,
      `title: rule
${CLAIM}
programs:
  it: { run: [sh, -c, "trap 'exit 3' TERM; echo go; echo go; while :; do sleep 0.01; done"] }
steps:
  - start: it
  - await: { exit: it, code: 3, within: 10s }
when:
  - { output: it, line: go, do: { signal: { to: it, signal: TERM } } }
expect:
  - exit: { of: it, code: 3 }
`,
    );
    const told = record.events.flatMap((event) =>
      isKind(event, 'rule.fired') ||
      isKind(event, 'fault.injected') ||
      isKind(event, 'process.signalled') ||
      isKind(event, 'rule.ended')
        ? [event.kind]
        : [],
    );
    assert.deepEqual(told, ['rule.fired', 'fault.injected', 'process.signalled', 'rule.ended']);
    assert.deepEqual(eventsIn(record, 'rule.ended')[0]?.data, { rule: 0, step: -1, outcome: 'done' });
  });

  test('that never fire are told, and hold up nothing', async (t) => {
    const beganAtMs = performance.now();
    const record = await runText(
      world,
      t,
      `title: no rule
${CLAIM}
programs:
  it: { run: [sh, -c, "exit 0"] }
steps:
  - start: it
  - await: { exit: it, within: 10s }
when:
  - { output: it, line: never, do: { signal: { to: it, signal: TERM } } }
expect:
  - exit: { of: it, code: 0 }
`,
    );
    assert.deepEqual(eventsIn(record, 'rule.ended')[0]?.data, { rule: 0, step: -1, outcome: 'missed' });
    assert.equal(record.end?.reason, 'completed');
    assert.ok(performance.now() - beganAtMs < 10_000);
  });

  test('that the run’s timeout cuts short prove nothing, though all steps were done', async (t) => {
    const record = await runText(
      world,
      t,
      `title: nobody reads
${CLAIM}
timeout: 500ms
programs:
  it: { run: [sh, -c, "echo go; sleep 60"] }
steps:
  - start: it
  - await: { output: it, line: go, within: 10s }
when:
  - { output: it, line: go, do: { write: { to: it, repeat: { byte: 0, size: 8MiB } } } }
expect:
  - never: { event: process.exited }
`,
    );
    assert.equal(eventsIn(record, 'rule.ended')[0]?.data.outcome, 'missed');
    assert.deepEqual(
      eventsIn(record, 'rig.failed').map(({ data }) => data.code),
      ['timeout'],
    );
    assert.equal(record.end?.reason, 'aborted');
  });

  test('in trouble with the rig tell it, and the steps go on', async (t) => {
    const record = await runText(
      world,
      t,
      `title: rule in trouble
${CLAIM}
programs:
  it: { run: [sh, -c, "echo go; sleep 0.3"] }
  other: { run: [sh, -c, "exit 0"] }
steps:
  - start: other
  - await: { exit: other, within: 10s }
  - start: it
  - await: { exit: it, within: 10s }
when:
  - { output: it, line: go, do: { signal: { to: other, signal: TERM } } }
expect:
  - exit: { of: it, code: 0 }
`,
    );
    assert.equal(eventsIn(record, 'rig.failed')[0]?.data.code, 'program-not-running');
    assert.equal(eventsIn(record, 'rule.ended')[0]?.data.outcome, 'failed');
    assert.equal(record.end?.reason, 'completed');
  });
});
