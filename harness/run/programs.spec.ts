import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isAlive } from '../testing/eventually.js';
import { planIn } from '../testing/plan-of.js';
import { assertNothingLeft, eventsIn, linesIn, runText, scenarioOfOne } from '../testing/runs.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { openWorld, run, type World } from './index.js';
import { CLAIM } from '../testing/claim.js';

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

describe('programs in a run', () => {
  test('are started again by restart, each start counted, the old one ended with TERM', async (t) => {
    const record = await runText(
      world,
      t,
      `title: restart
${CLAIM}
programs:
  it: { run: [sh, -c, "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done"] }
steps:
  - start: it
  - await: { output: it, line: ready, within: 10s }
  - restart: it
  - await: { output: it, line: ready, within: 10s }
expect:
  - exit: { of: it, code: 5 }
`,
    );
    assert.deepEqual(
      eventsIn(record, 'process.spawned').map(({ data }) => data.run),
      [1, 2],
    );
    assert.deepEqual(
      eventsIn(record, 'process.exited').map(({ data }) => [data.run, data.code, data.signal]),
      [
        [1, 5, null],
        [2, null, 'KILL'],
      ],
    );
    assertNothingLeft(record);
  });

  test('of a mutant run from a patched copy that still finds what lies beside the original', async (t) => {
    const folder = scratchFolder(t);
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'beside.py'), 'WORD = "beside"\n');
    writeFileSync(join(folder, 'sub', 'it.py'), 'import beside\nprint("right", beside.WORD)\n');
    const file = join(folder, 'sub', 'it.py');
    const plan = planIn(world, t, scenarioOfOne(`[python3, ${JSON.stringify(file)}]`));
    const patch = { name: 'wrong', mistake: 'is wrong', file, replace: [{ from: 'right', to: '$& wrong' }] };
    const record = await run({ ...plan, programs: plan.programs.map((program) => ({ ...program, patch })) }, world);
    assert.deepEqual(linesIn(record), ['$& wrong beside']);
    assert.deepEqual(readdirSync(world.scratchFolder), []);
  });

  test('that ignore TERM and have children are gone with the run', async (t) => {
    const record = await runText(
      world,
      t,
      `title: stubborn
${CLAIM}
programs:
  it: { run: [sh, -c, "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $!; while :; do sleep 1; done"] }
steps:
  - start: it
  - await: { output: it, matches: "^[0-9]+$", within: 10s }
expect:
  - exit: { of: it, code: 0 }
`,
    );
    const child = Number(eventsIn(record, 'output.line')[0]?.data.text);
    assert.ok(child > 0);
    assert.equal(isAlive(child), false);
    assertNothingLeft(record);
  });

  test('writes payloads where the programs look for them, and removes them in the end', async (t) => {
    const plan = planIn(world, t, scenarioOfOne('[cat, place]'));
    const programs = plan.programs.map((program) => ({
      ...program,
      argv: ['cat', '${file:message}'],
      files: { message: { repeat: { byte: 120, size: 5 } } },
    }));
    const record = await run({ ...plan, programs }, world);
    assert.deepEqual(linesIn(record), ['xxxxx']);
    assert.deepEqual(readdirSync(world.scratchFolder), []);
  });
});
