// The pages that have no script of their own, in a real browser: what `prove` and `diff` write can be read by everybody, in
// light and dark, in a wide window and a narrow one.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '@playwright/test';
import { renderTimelineSvg } from '../kinds/reporters/index.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { axe, launch, noChromium, open } from '../page/spec-support/browser.js';
import { renderProofPage } from '../prove/index.js';
import { mutant, proof } from '../prove/spec-support.js';
import { compareRuns } from '../report/diff/compare-runs.js';
import { renderDiffPage } from '../report/diff/diff-page.js';
import { hostileRun } from '../report/samples/hostile.js';
import { lateReply } from '../report/samples/late-reply.js';
import { scratchFolder } from '../testing/scratch-folder.js';

const pages: Readonly<Record<string, () => string>> = {
  prove: () =>
    renderProofPage(
      {
        proofs: [proof({ mutants: [mutant('recv-once', 'caught'), mutant('ignores-eof', 'survived')] }), proof()],
        startedAt: '2026-01-31T12:00:00.000Z',
        durationUs: 41_000_000,
      },
      [{ id: 'limit-data-toxic-truncates-with-eof', call: 'proxy', claim: 'limit_data cuts.' }],
    ),
  diff: () => diffPage(lateReply({ forgetsTimeout: false }), lateReply({ forgetsTimeout: true })),
  'diff of hostile records': () => diffPage(lateReply({ forgetsTimeout: false }), hostileRun()),
};

function diffPage(a: RunReport, b: RunReport): string {
  const side = (run: RunReport, name: string) => ({ name, record: run.record, summary: run });
  const picture = (run: RunReport, name: string) => ({ ...side(run, name), picture: renderTimelineSvg(run) });
  return renderDiffPage([{ diff: compareRuns(side(a, 'A'), side(b, 'B')), sides: [picture(a, 'A'), picture(b, 'B')] }]);
}

/** Texts of some length that stand in a column of two or three letters. */
const SQUEEZED = `[...document.querySelectorAll('td, th, dd, div, p')]
  .filter((each) => each.children.length === 0 && each.textContent.length > 20 && each.clientWidth < 40)
  .filter((each) => each.clientHeight > 100)
  .map((each) => each.textContent)`;

describe('a page without a script', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => (browser = await launch()));
  after(async () => await browser.close());

  for (const [name, render] of Object.entries(pages)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 360]) {
        test(`${name}: can be read by everybody, ${colorScheme}, ${width} px wide`, async (t) => {
          const file = join(scratchFolder(t), 'page.html');
          writeFileSync(file, render());
          const { page, troubles } = await open(browser, file, { colorScheme, viewport: { width, height: 800 } });
          assert.deepEqual(await axe(page), []);
          assert.deepEqual(troubles, []);
          assert.equal(await page.evaluate('document.scrollingElement.scrollWidth'), width);
          assert.deepEqual(await page.evaluate(SQUEEZED), []);
          await page.close();
        });
      }
    }
  }
});
