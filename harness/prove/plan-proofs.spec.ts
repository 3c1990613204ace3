import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findScenarioFiles, readScenarioFiles } from '../scenario/index.js';
import { packageRoot } from '../testing/package-root.js';
import { jobsOf, planProofs } from './plan-proofs.js';

const ROOT = packageRoot();
const read = (folder: string) => readScenarioFiles(findScenarioFiles([folder], ROOT).paths, { cwd: ROOT }).scenarios;
const scenarios = read('scenarios/setsockopt');

describe('the plan of a proof', () => {
  test('has a job for the control, the scenario itself, and each mutant, each under an id of its own', () => {
    const jobs = jobsOf(planProofs(scenarios));
    const variants = jobs.map(({ variant }) => variant?.kind ?? 'itself');
    assert.equal(variants.filter((one) => one === 'itself').length, scenarios.length);
    assert.equal(variants.filter((one) => one === 'mutant').length, scenarios.flatMap(({ mutants }) => mutants).length);
    assert.equal(new Set(jobs.map(({ id }) => id)).size, jobs.length);
  });

  test('begins with those that take longest: mutants for which a step waits in vain', () => {
    const [first] = jobsOf(planProofs(scenarios));
    assert.equal(first?.variant?.kind, 'mutant');
  });

  test('leaves out scenarios that are meant to break', () => {
    const meant = read('scenarios/must-break').filter(({ mustBreak }) => mustBreak !== undefined);
    assert.ok(meant.length > 0);
    assert.deepEqual(planProofs(meant), []);
  });

  test('is chosen by title, file or tag, or by a mutant', () => {
    assert.equal(planProofs(scenarios, { grep: /rebind-after-kill/ }).length, 1);
    assert.equal(planProofs(scenarios, { grep: /nothing like this/ }).length, 0);
    const [plan] = planProofs(scenarios, { mutant: 'reuseaddr-zero' });
    assert.deepEqual(
      plan?.mutants.map(({ mutant }) => mutant.name),
      ['reuseaddr-zero'],
    );
  });
});
