// The timeline page in a real browser: it opens from a file, every control works, and it shows what happened where it happened.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { lateReply } from '../report/samples/late-reply.js';
import { restartedServer } from '../report/samples/restart.js';
import { cutReply, resetReply, throttledReply } from '../report/samples/wire-faults.js';
import { axe, drawn, launch, noChromium, open, placeOf, selectedOf, until, viewOf } from './spec-support/browser.js';
import { writePage } from './spec-support/write-page.js';

const broken = lateReply({ forgetsTimeout: true });
const held = lateReply({ forgetsTimeout: false });
const runs = {
  held,
  broken,
  cut: cutReply(),
  reset: resetReply(),
  throttled: throttledReply(),
  restarted: restartedServer(),
};

describe('the timeline page', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => (browser = await launch()));
  after(async () => await browser.close());

  for (const [name, run] of Object.entries(runs)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`opens from a file without trouble, and everybody can read it: ${name}, ${colorScheme}`, async (t) => {
        const { page, troubles } = await open(browser, writePage(t, run), { colorScheme });
        assert.ok((await drawn(page)).length > 10);
        assert.deepEqual(await axe(page), []);
        assert.deepEqual(troubles, []);
        await page.close();
      });
    }
  }

  test('zooms by wheel, keys and buttons around what is pointed at, and fits again', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    await page.getByRole('button', { name: 'Fit' }).click();
    const home = await viewOf(page);
    const span = async (): Promise<number> => {
      const { fromUs, untilUs } = await viewOf(page);
      return untilUs - fromUs;
    };
    const whole = await span();
    const recv = await placeOf(page, { kind: 'call', who: 'client', text: /^recv/ });
    await page.mouse.move(recv.x, recv.y);
    await page.mouse.wheel(0, -500);
    await until(page, `guasto.view().untilUs - guasto.view().fromUs < ${whole * 0.6}`);
    const still = await placeOf(page, { kind: 'call', who: 'client', text: /^recv/ });
    assert.ok(Math.abs(still.y - recv.y) < 2);
    await page.locator('#stage').focus();
    const near = await span();
    await page.keyboard.press('+');
    assert.ok((await span()) < near);
    await page.keyboard.press('-');
    assert.ok(Math.abs((await span()) - near) < 2);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    assert.ok((await span()) < near);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.getByRole('button', { name: 'Fit' }).click();
    assert.deepEqual(await viewOf(page), home);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    const all = await viewOf(page);
    assert.ok(all.fromUs <= 0 && all.untilUs >= broken.timeline.durationUs);
    await page.close();
  });

  test('pans by dragging and by arrows', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    await page.locator('#stage').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    const before = await viewOf(page);
    await page.keyboard.press('ArrowRight');
    const right = await viewOf(page);
    assert.ok(right.fromUs > before.fromUs);
    assert.ok(Math.abs(right.untilUs - right.fromUs - (before.untilUs - before.fromUs)) < 2);
    await page.keyboard.press('ArrowLeft');
    assert.ok(Math.abs((await viewOf(page)).fromUs - before.fromUs) < 2);
    const box = await page.locator('#stage').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 600, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 200, { steps: 4 });
    await page.mouse.up();
    assert.ok((await viewOf(page)).fromUs > before.fromUs);
    await page.close();
  });

  test('shows where in the run the picture is, and goes there', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    await page.locator('#stage').focus();
    for (const key of ['f', '+', '+', '+']) await page.keyboard.press(key);
    const box = await page.locator('.minimap').boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + 30, box.y + 5);
    const early = await viewOf(page);
    await page.mouse.click(box.x + box.width - 30, box.y + 5);
    const late = await viewOf(page);
    assert.ok(late.fromUs > early.untilUs);
    await page.close();
  });

  test('tells what is pointed at, and all about what is clicked: figures, event, bytes as text and hex', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    const recv = await placeOf(page, { kind: 'call', who: 'client', text: /^recv\(1024\) → 4 B$/ });
    await page.mouse.move(recv.x, recv.y);
    assert.match((await page.locator('.tooltip').textContent()) ?? '', /recv\(1024\).*took/);
    await page.mouse.click(recv.x, recv.y);
    const details = page.locator('#details');
    assert.match((await details.textContent()) ?? '', /"kind": "call\.returned"/);
    const bytes = (await drawn(page)).find(({ kind, text }) => kind === 'bytes' && text.startsWith('server → client'));
    assert.ok(bytes);
    const box = await page.locator('#stage').boundingBox();
    assert.ok(box);
    // A quarter of its way, where no label lies on it.
    await page.mouse.click(box.x + bytes.x + (bytes.x2 - bytes.x) / 4, box.y + bytes.y + (bytes.y2 - bytes.y) / 4);
    assert.equal(await details.locator('pre.text').textContent(), 'ciao');
    assert.match((await details.locator('pre.hex').textContent()) ?? '', /^000000 {2}63 69 61 6f .*ciao$/);
    await page.keyboard.press('Escape');
    assert.equal(await selectedOf(page), undefined);
    await page.close();
  });

  test('shows what is looked for by program, connection, call and text', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    const lines = page.getByRole('option').filter({ has: page.locator('.what') });
    const texts = async (): Promise<readonly string[]> => await lines.locator('.what').allTextContents();
    await page.getByLabel('Only these programs').selectOption('server');
    assert.ok((await lines.locator('.who').allTextContents()).every((who) => ['server', 'kernel'].includes(who)));
    await page.getByLabel('Only these calls').selectOption('recv');
    assert.ok((await texts()).every((text) => /recv/.test(text)));
    await page.getByLabel('Only these calls').selectOption('All calls');
    await page.getByLabel('Only these programs').selectOption('All programs');
    await page.getByLabel('Only these connections').selectOption('wire #1');
    assert.deepEqual([...new Set(await lines.locator('.who').allTextContents())], ['server', 'wire #1']);
    assert.equal((await texts()).filter((text) => text.startsWith('accept')).length, 1);
    await page.getByLabel('Only these connections').selectOption('All connections');
    await page.getByLabel('Search in everything').fill('CIAO');
    assert.ok((await texts()).length > 0);
    assert.ok((await texts()).every((text) => text.includes('ciao')));
    assert.match((await page.locator('.count').textContent()) ?? '', /^\d+ of \d+ entries$/);
    await page.close();
  });

  test('goes from a verdict that is not held to what proves it', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    await page.getByRole('button', { name: 'Show in the picture' }).first().click();
    assert.match((await selectedOf(page)) ?? '', /^recv\(1024\)/);
    const view = await viewOf(page);
    const bracket = broken.timeline.brackets.find(({ outcome }) => outcome === 'broken');
    assert.ok(bracket && view.fromUs < bracket.fromUs && view.untilUs > bracket.untilUs);
    // It takes a good part of the window.
    assert.ok(bracket.untilUs - bracket.fromUs > (view.untilUs - view.fromUs) * 0.4);
    await page.locator('button[data-seq]').last().click();
    assert.ok(await selectedOf(page));
    await page.close();
  });

  test('can be used without a pointer', async (t) => {
    const { page } = await open(browser, writePage(t, broken));
    assert.ok(await tabTo(page, (role) => role === 'CANVAS'));
    await page.keyboard.press('n');
    const first = await selectedOf(page);
    await page.keyboard.press('n');
    const second = await selectedOf(page);
    assert.ok(first !== undefined && second !== undefined && first !== second);
    await page.keyboard.press('p');
    assert.equal(await selectedOf(page), first);
    assert.match((await page.locator('#said').textContent()) ?? '', / at [\d.]+ ms$/);
    await page.keyboard.press('b');
    assert.match((await selectedOf(page)) ?? '', /^recv/);
    await page.keyboard.press('a');
    const far = await viewOf(page);
    await page.keyboard.press('Enter');
    assert.notDeepEqual(await viewOf(page), far);
    assert.ok(await tabTo(page, (_, text) => text === 'listbox'));
    await page.keyboard.press('End');
    const last = await selectedOf(page);
    await page.keyboard.press('ArrowUp');
    assert.notEqual(await selectedOf(page), last);
    assert.equal(await page.locator('.events [aria-selected=true]').count(), 1);
    await page.close();
  });

  test('fits a narrow window', async (t) => {
    const { page, troubles } = await open(browser, writePage(t, broken), { viewport: { width: 360, height: 740 } });
    assert.equal(await page.evaluate('document.scrollingElement.scrollWidth'), 360);
    assert.ok((await drawn(page)).some(({ kind, x, x2 }) => kind === 'call' && x2 > 0 && x < 360));
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(troubles, []);
    await page.close();
  });
});

/** Presses Tab until the focus is on such an element; false if there is none. */
async function tabTo(page: Page, isIt: (tag: string, role: string) => boolean): Promise<boolean> {
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press('Tab');
    const { tag, role } = (await page.evaluate(
      `({ tag: document.activeElement.tagName, role: document.activeElement.getAttribute('role') ?? '' })`,
    )) as { readonly tag: string; readonly role: string };
    if (isIt(tag, role)) return true;
  }
  return false;
}
