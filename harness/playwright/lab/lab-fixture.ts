// `test` and `expect` for tests scripted by hand. It imports little, see define-scenarios.ts: the rooms that run programs
// are loaded when the first lab is opened.

import type { World } from '../../run/index.js';
import type { Verdict } from '../../judge/verdict.js';
import { processState } from '../process-state.js';
import { playwrightTest } from '../runner-instance.js';
import type { LabRecord } from './lab-record.js';
import type { LabVerbs, Written } from './lab-verbs.js';

const playwright = playwrightTest();

/** Playwright's `test` with the `lab` fixture: the verbs of scenarios, on real programs. */
export const test = playwright.test.extend<{ readonly lab: LabVerbs }, { readonly guastoWorld: World }>({
  guastoWorld: [
    // Playwright reads the dependencies of a fixture from this pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const { openWorld } = await import('../../run/index.js');
      const { toxiproxy = { kind: 'embedded' as const }, keep = false } = processState().options ?? {};
      const world = await openWorld({ toxiproxy, keep });
      await use(world);
      await world.close();
    },
    { scope: 'worker', timeout: 60_000, box: true },
  ],
  lab: async ({ guastoWorld: world }, use, testInfo) => {
    const [{ Lab }, { reportLab }] = await Promise.all([import('./lab.js'), import('./lab-report.js')]);
    const { reportsFolder = testInfo.outputDir, seed } = processState().options ?? {};
    const lab = new Lab({ world, testInfo, reportsFolder, seed });
    await use(lab);
    const record = await lab.close();
    const failure = record === undefined ? undefined : reportLab(record, testInfo);
    // A test that failed knows better what is wrong.
    if (failure !== undefined && testInfo.errors.length === 0) throw failure;
  },
});

/** Playwright's `expect`, and `toShow`: that a record holds what an entry of `expect:` claims, such as `{ exit: { of: 'client', code: 0 } }`. */
export const expect = playwright.expect.extend({
  toShow(this: { readonly isNot: boolean }, record: LabRecord, entry: Written) {
    const verdicts = record.judge(entry, this.isNot);
    const undecided = verdicts.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'unsupported');
    const held = verdicts.every(({ outcome }) => outcome === 'held');
    // Inconclusive is never green, whether it is negated or not.
    const pass = undecided.length > 0 ? this.isNot : held;
    return { pass, name: 'toShow', message: () => messageOf(verdicts, this.isNot) };
  },
});

function messageOf(verdicts: readonly Verdict[], isNot: boolean): string {
  const relevant = isNot ? verdicts : verdicts.filter(({ outcome }) => outcome !== 'held');
  return relevant
    .map(({ label, clause, outcome, expected, actual, hint }) => {
      const lines = [
        `${label} › ${clause}: ${outcome}`,
        `Expected: ${isNot ? 'not ' : ''}${expected}`,
        `Actual:   ${actual}`,
      ];
      return [...lines, ...(hint === undefined ? [] : [`Hint:     ${hint}`])].join('\n');
    })
    .join('\n\n');
}
