// `test` and `expect` for tests scripted by hand. It imports little, see define-scenarios.ts: the rooms that run programs
// are loaded when the first lab is opened.

import type { World } from '../../run/index.js';
import type { Verdict } from '../../judge/verdict.js';
import { EngineFailure } from '../../engine/engine-failure.js';
import { failureText } from '../../engine/failure-text.js';
import { ScenarioFailure } from '../failures.js';
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
      const world = await openLabWorld();
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
    // A test that failed knows better what is wrong; but one that is expected to fail must not do so for nothing.
    if (failure !== undefined && (testInfo.errors.length === 0 || testInfo.expectedStatus === 'failed')) throw failure;
  },
});

async function openLabWorld(): Promise<World> {
  const { openWorld } = await import('../../run/index.js');
  const { toxiproxy = { kind: 'embedded' }, keep = false } = processState().options ?? {};
  try {
    return await openWorld({ toxiproxy, keep });
  } catch (cause) {
    throw new EngineFailure(failureText(cause), { cause });
  }
}

/** Playwright's `expect`, and `toShow`: that a record holds what an entry of `expect:` claims, such as `{ exit: { of: 'client', code: 0 } }`. */
export const expect = playwright.expect.extend({
  toShow(this: { readonly isNot: boolean }, record: LabRecord, entry: Written) {
    const verdicts = record.judge(entry, this.isNot);
    const undecided = verdicts.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'unsupported');
    const [first] = undecided;
    // Neither true nor false, whether it is negated or not.
    if (first !== undefined) {
      const frame = { what: first.label, place: first.span };
      throw new ScenarioFailure('Inconclusive', messageOf(undecided, this.isNot), [frame]);
    }
    const pass = verdicts.every(({ outcome }) => outcome === 'held');
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
