import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../record/record-builder.js';
import { noiseMayExplain } from './second-look.js';

const failed = (code: string) =>
  new RecordBuilder().event(10, 'rig.failed', { code, message: 'as the spec says' }).cleanup(20).build('aborted');

describe('an inconclusive run', () => {
  for (const code of ['program-not-found', 'program-not-built']) {
    test(`is what it is where the rig failed with ${code}`, () => {
      assert.equal(noiseMayExplain(failed(code)), false);
    });
  }

  for (const code of ['timeout', 'program-not-started', 'program-not-running', 'toxiproxy-unreachable', 'port-taken']) {
    test(`may be another one on a quiet machine where the rig failed with ${code}`, () => {
      assert.equal(noiseMayExplain(failed(code)), true);
    });
  }

  test('may be another one where the rig did not fail: a guard was missed, a receipt is not there', () => {
    assert.equal(noiseMayExplain(new RecordBuilder().cleanup(20).build()), true);
  });
});
