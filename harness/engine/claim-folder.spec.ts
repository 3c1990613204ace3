import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scratchFolder } from '../testing/scratch-folder.js';
import { claimFolder } from './claim-folder.js';

describe('claimFolder', () => {
  test('never gives a folder twice', (t) => {
    const parent = join(scratchFolder(t), 'reports', 'run');
    const claimed = Array.from({ length: 3 }, () => claimFolder(parent, 'a-b'));
    assert.deepEqual(claimed, [join(parent, 'a-b'), join(parent, 'a-b.2'), join(parent, 'a-b.3')]);
  });

  test('says what to do when there is no place', (t) => {
    const file = join(scratchFolder(t), 'file');
    writeFileSync(file, '');
    assert.throws(() => claimFolder(join(file, 'run'), 'a'), {
      code: 'workspace-failed',
      message: /^expected to make a folder for the run's record in .*\/file\/run, but: ENOTDIR/,
      hint: 'choose another place with --reports',
    });
  });
});
