import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { renderProofJson } from '../proof-document.js';
import { mutant, proof, ran } from '../spec-support.js';
import { readLastTrials } from './last-trials.js';

function reportsWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'guasto-reports-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const suite = (outcome: string, startedAt: string): string =>
  JSON.stringify({
    format: 'guasto-suite/1',
    startedAt,
    runs: [{ file: 'scenarios/recv/cut.scenario.yaml', outcome }],
  });
const proofs = (startedAt: string): string =>
  renderProofJson({
    proofs: [proof({ itself: ran('broken'), mutants: [mutant('recv-once', 'survived')] })],
    startedAt,
    durationUs: 1,
  });
const FILE = 'scenarios/recv/cut.scenario.yaml';

describe('the last trials', () => {
  test('are those of the newest run that knows of a scenario', (t) => {
    const last = readLastTrials(
      reportsWith(t, {
        '2026-01-01T00-00-00-aaaa/results.json': suite('held', '2026-01-01T00:00:00Z'),
        '2026-01-03T00-00-00-cccc/results.json': suite('inconclusive', '2026-01-03T00:00:00Z'),
        '2026-01-02T00-00-00-bbbb/prove.json': proofs('2026-01-02T00:00:00Z'),
      }),
    );
    const at = '2026-01-03T00:00:00Z';
    assert.deepEqual(last.verdictOf(FILE, undefined), { outcome: 'inconclusive', at, run: '2026-01-03T00-00-00-cccc' });
    assert.equal(last.mutantOutcome(FILE, undefined, { program: 'client', name: 'recv-once' }), 'survived');
    assert.equal(last.verdictOf(FILE, 1), undefined);
  });

  test('of a proof count as those of a run', (t) => {
    const last = readLastTrials(
      reportsWith(t, { '2026-01-02T00-00-00-bbbb/prove.json': proofs('2026-01-02T00:00:00Z') }),
    );
    assert.equal(last.verdictOf(FILE, undefined)?.outcome, 'broken');
  });

  test('are unknown where nothing was run, or something else lies', (t) => {
    for (const folder of [
      join(tmpdir(), 'guasto-no-such-folder'),
      reportsWith(t, { '2026-01-02T00-00-00-bbbb/results.json': '{ half', 'notes/results.json': suite('held', 'x') }),
    ]) {
      assert.equal(readLastTrials(folder).verdictOf(FILE, undefined), undefined);
    }
  });
});
