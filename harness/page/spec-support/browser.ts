// A real headless Chromium for the specs of pages, on no network.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import type { PageForTests } from '../page-for-tests.js';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const chromiumPath = [process.env['GUASTO_CHROMIUM'], ...PLACES].find((path) => path !== undefined && existsSync(path));

/** Why the specs are skipped, or `false`. */
export const noChromium: string | false =
  chromiumPath === undefined
    ? `there is no Chromium at ${PLACES.join(', ')}, nor does GUASTO_CHROMIUM name one`
    : false;

export async function launch(): Promise<Browser> {
  const { chromium } = await import('@playwright/test');
  return await chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ARGUMENTS,
  });
}

export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, dialogs, requests that are not for the file itself. */
  readonly troubles: readonly string[];
}

export async function open(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url() !== url) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, troubles };
}

const UNTIL_MS = 30_000;

/** Looks once a frame. (`waitForFunction` evaluates its text inside of the page, which its Content-Security-Policy forbids.) */
export async function until(page: Page, isSo: string): Promise<void> {
  const deadlineMs = performance.now() + UNTIL_MS;
  while ((await page.evaluate(isSo)) !== true) {
    if (performance.now() > deadlineMs) throw new Error(`expected ${isSo} within ${UNTIL_MS} ms`);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => resolve()))');
  }
}

/** Violations that axe calls serious or critical, each with its first element. */
export async function axe(page: Page): Promise<readonly string[]> {
  const source = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  return await page.evaluate(async () => {
    // The script that was just run defines it.
    const { axe: checker } = globalThis as unknown as { readonly axe: AxeCore };
    const { violations } = await checker.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

interface AxeCore {
  readonly run: () => Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  }>;
}

/** What the page tells of itself: everything drawn, the window, the selection. */
export async function drawn(page: Page): Promise<ReturnType<PageForTests['drawn']>> {
  // Before its first frame the canvas has no size, and nothing is laid out.
  await until(page, 'guasto.openMs() > 0');
  return await page.evaluate(() => {
    const { guasto } = globalThis as unknown as { readonly guasto: PageForTests };
    guasto.paintMs();
    return guasto.drawn();
  });
}

export async function viewOf(page: Page): Promise<{ readonly fromUs: number; readonly untilUs: number }> {
  return await page.evaluate(() => {
    const { fromUs, untilUs } = (globalThis as unknown as { readonly guasto: PageForTests }).guasto.view();
    return { fromUs: Math.round(fromUs), untilUs: Math.round(untilUs) };
  });
}

export async function selectedOf(page: Page): Promise<string | undefined> {
  return await page.evaluate(() => (globalThis as unknown as { readonly guasto: PageForTests }).guasto.selected());
}

export interface Thing {
  readonly kind: string;
  readonly who: string;
  readonly text: RegExp;
}

/** Where on the page the middle of a drawn thing is; of several the widest one. */
export async function placeOf(
  page: Page,
  { kind, who, text }: Thing,
): Promise<{ readonly x: number; readonly y: number }> {
  const found = (await drawn(page)).filter((each) => each.kind === kind && each.who === who && text.test(each.text));
  const widest = found.toSorted((a, b) => b.x2 - b.x - (a.x2 - a.x))[0];
  assert.ok(widest, `a ${kind} of ${who} that matches ${text} is drawn`);
  const box = await page.locator('#stage').boundingBox();
  assert.ok(box);
  return { x: box.x + (widest.x + widest.x2) / 2, y: box.y + (widest.y + widest.y2) / 2 };
}
