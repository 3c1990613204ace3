import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { planIn } from '../testing/plan-of.js';
import { eventsIn, scenarioOfOne } from '../testing/runs.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { testWorld } from '../testing/test-world.js';
import { OpenRecord } from './open-record.js';

test('a record whose last lines can’t be written to its file says so in memory', async (t) => {
  const world = await testWorld(t);
  const plan = planIn(world, t, scenarioOfOne('[sleep, "1"]'));
  const folder = scratchFolder(t);
  // A file that takes lines for as long as somebody reads them.
  execFileSync('mkfifo', [join(folder, 'record.jsonl')]);
  const reader = openSync(join(folder, 'record.jsonl'), constants.O_RDONLY | constants.O_NONBLOCK);
  const record = new OpenRecord(plan, world, folder);
  closeSync(reader);
  // Within the moment for which lines are gathered.
  record.recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
  const { events, header, end } = await record.close('completed');
  assert.deepEqual(
    eventsIn({ events, header, end }, 'rig.failed').map(({ data }) => data.message),
    ['expected to write the whole record to its file, but: EPIPE: broken pipe, write'],
  );
});
