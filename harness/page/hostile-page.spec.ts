// Whatever is in a record, its page is shown as text, soon, and in bounds.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { hostileRun } from '../report/samples/hostile.js';
import { hugeRun } from '../report/samples/huge.js';
import { axe, drawn, launch, noChromium, open, selectedOf, until } from './spec-support/browser.js';
import { writePage } from './spec-support/write-page.js';

/** The aim is 2 s on a quiet machine; cores that are busy with other specs may take some of the time. */
const OPENED_MS = 8_000;
/** The aim is a frame of 16 ms. */
const PAINTED_MS = 120;

describe('hostile and huge records', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => (browser = await launch()));
  after(async () => await browser.close());

  test('no script, markup or style of a record takes effect', async (t) => {
    const file = writePage(t, hostileRun());
    assert.ok(statSync(file).size < 300_000, 'two megabytes of output on one line are cut');
    const { page, troubles } = await open(browser, file);
    const canvas = page.locator('#stage');
    await canvas.focus();
    // Everything is selected once, so that every panel has shown all of it.
    for (let press = 0; press < 40; press += 1) await page.keyboard.press('n');
    assert.ok(await selectedOf(page));
    const strange = await page.evaluate(
      `document.querySelectorAll('script:not([type]), img, b:not(pre b), iframe, [onerror]').length`,
    );
    assert.equal(strange, 1, 'the page’s own script and nothing else');
    assert.match(await page.title(), /^broken: /);
    assert.match((await page.locator('h1').textContent()) ?? '', /\\x1b\[31mred/);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test('a run that was cut short says so', async (t) => {
    const { page } = await open(browser, writePage(t, hostileRun()));
    assert.match((await page.locator('.facts').textContent()) ?? '', /the record was cut short/);
    await page.close();
  });

  test('without its script the page still tells the verdicts', async (t) => {
    const { page } = await open(browser, writePage(t, hugeRun(100)), { javaScriptEnabled: false });
    assert.match((await page.locator('.problem').textContent()) ?? '', /expected.*recv raises TimeoutError/);
    assert.match((await page.locator('.no-script').textContent()) ?? '', /timeline\.svg/);
    await page.close();
  });

  test('100,000 events open soon, and pan smoothly', async (t) => {
    const file = writePage(t, hugeRun(100_000));
    t.diagnostic(`${(statSync(file).size / 1e6).toFixed(1)} MB`);
    const startedMs = performance.now();
    const { page, troubles } = await open(browser, file);
    await until(page, 'guasto.openMs() > 0');
    const openedMs = performance.now() - startedMs;
    t.diagnostic(`opened in ${openedMs.toFixed(0)} ms, of which ${(await scriptMs(page)).toFixed(0)} ms script`);
    assert.ok(openedMs < OPENED_MS, `${openedMs} ms`);
    assert.ok(((await page.evaluate('guasto.items()')) as number) > 70_000);
    for (const keys of [['a'], ['+', '+', '+', '+'], ['+', '+', '+', '+', '+', '+']]) {
      await page.locator('#stage').focus();
      for (const key of keys) await page.keyboard.press(key);
      const ms = await paintMs(page);
      t.diagnostic(`painted in ${ms.toFixed(1)} ms, ${(await drawn(page)).length} things`);
      assert.ok(ms < PAINTED_MS, `${ms} ms`);
    }
    const list = page.getByRole('listbox');
    await list.focus();
    await page.keyboard.press('End');
    assert.ok(await selectedOf(page));
    assert.ok((await page.getByRole('option').count()) < 100, 'only lines in sight are in the page');
    assert.deepEqual(troubles, []);
    await page.close();
  });
});

const scriptMs = async (page: Page): Promise<number> => (await page.evaluate('guasto.openMs()')) as number;

/** The middle one of some frames. */
async function paintMs(page: Page): Promise<number> {
  const all = (await page.evaluate('Array.from({ length: 9 }, () => guasto.paintMs())')) as number[];
  return all.toSorted((a, b) => a - b)[4] ?? Infinity;
}
