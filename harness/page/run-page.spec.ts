// The page of a whole run in a real browser: search, verdicts, groups, what is new, links to the timelines.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { scenarioKey } from '../kinds/reporters/earlier-runs.js';
import { renderRunHtml } from '../kinds/reporters/run-html.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { renderTimelineHtml } from '../kinds/reporters/timeline-html.js';
import { hostileRun } from '../report/samples/hostile.js';
import { lateReply } from '../report/samples/late-reply.js';
import { restartedServer } from '../report/samples/restart.js';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import { axe, launch, noChromium, open, until } from './spec-support/browser.js';

const broken = { ...lateReply({ forgetsTimeout: true }), folder: 'reports/now/late reply' };
const held: RunReport = { ...restartedServer(), outcome: 'held' };
const suite: SuiteReport<RunReport> = {
  runs: [broken, held, hostileRun()],
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 4_200_000,
  folder: 'reports/now',
  earlier: {
    invocation: 'then',
    runs: new Map([[scenarioKey(broken), { outcome: 'held', durationUs: broken.durationUs, invocation: 'then' }]]),
  },
};

function writeRunPage(t: AfterTest): string {
  const folder = scratchFolder(t);
  mkdirSync(join(folder, 'late reply'));
  writeFileSync(join(folder, 'late reply/timeline.html'), renderTimelineHtml(broken));
  writeFileSync(join(folder, 'index.html'), renderRunHtml(suite));
  return join(folder, 'index.html');
}

describe('the page of a run', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => (browser = await launch()));
  after(async () => await browser.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`opens from a file without trouble, and everybody can read it: ${colorScheme}`, async (t) => {
      const { page, troubles } = await open(browser, writeRunPage(t), { colorScheme });
      assert.equal(await shownRows(page), 3);
      assert.deepEqual(await axe(page), []);
      assert.deepEqual(troubles, []);
      await page.close();
    });
  }

  test('shows what is looked for by text, verdict and news', async (t) => {
    const { page } = await open(browser, writeRunPage(t));
    await page.getByLabel('Search scenarios').fill('RECV GIVES UP');
    assert.equal(await shownRows(page), 1);
    assert.match((await page.locator('#said').textContent()) ?? '', /^1 of 3/);
    await page.getByLabel('Search scenarios').fill('');
    const onlyHeld = page.getByRole('button', { name: '1 held' });
    await onlyHeld.click();
    assert.equal(await onlyHeld.getAttribute('aria-pressed'), 'true');
    assert.equal(await shownRows(page), 1);
    await onlyHeld.click();
    await page.getByRole('button', { name: 'Only what is new' }).click();
    const news = await page.locator('.row:visible .badge').allTextContents();
    assert.deepEqual(news.toSorted(), ['new', 'new', 'worse: was held']);
    await page.close();
  });

  test('groups by folder, by behaviour, or not; what needs a look stands first', async (t) => {
    const { page } = await open(browser, writeRunPage(t));
    const groups = async (): Promise<readonly string[]> => await page.locator('.group:visible h2').allTextContents();
    assert.match((await groups())[0] ?? '', /1 broken$/);
    await page.getByLabel('Group by').selectOption('behaviour');
    assert.ok((await groups()).some((name) => name.startsWith('settimeout-bounds-recv')));
    await page.getByLabel('Group by').selectOption('none');
    assert.deepEqual(await groups(), []);
    assert.equal(await shownRows(page), 3);
    await page.close();
  });

  test('leads to the timeline of a scenario', async (t) => {
    const { page } = await open(browser, writeRunPage(t));
    await page.getByRole('link', { name: 'recv gives up' }).click();
    await page.waitForURL(/\/timeline\.html$/);
    await until(page, 'globalThis.guasto !== undefined');
    assert.match((await page.locator('h1').textContent()) ?? '', /recv gives up/);
    await page.close();
  });

  test('fits a narrow window, and tells everything without its script', async (t) => {
    const file = writeRunPage(t);
    const narrow = await open(browser, file, { viewport: { width: 360, height: 740 } });
    assert.equal(await narrow.page.evaluate('document.scrollingElement.scrollWidth'), 360);
    await narrow.page.close();
    const plain = await open(browser, file, { javaScriptEnabled: false });
    assert.equal(await shownRows(plain.page), 3);
    await plain.page.close();
  });
});

const shownRows = async (page: Page): Promise<number> => await page.locator('.row:visible').count();
