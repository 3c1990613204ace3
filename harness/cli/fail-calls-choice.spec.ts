import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeFor, resumeCommand } from './fail-calls-choice.js';

test('a run that failed itself is no green where its fate is to be watched for', () => {
  const results = [{ fate: 'handled' }, { fate: 'doubtful' }] as const;
  assert.equal(exitCodeFor(results, new Set(['crashed'])), 3);
  assert.equal(exitCodeFor(results, new Set(['crashed', 'handled'])), 1);
  assert.equal(exitCodeFor(results, new Set()), 0, 'nothing was to be watched for');
  assert.equal(exitCodeFor(results.slice(0, 1), new Set(['crashed'])), 0);
});

test('an interrupted run is gone on with by the same options', () => {
  const argv = ['node', 'guasto', 'fail-calls', 'a b.scenario.yaml', '--program', 'client', '--row', '2'];
  assert.equal(
    resumeCommand(argv, 'reports/x'),
    "npx guasto fail-calls 'a b.scenario.yaml' --program client --row 2 --resume reports/x",
  );
});
