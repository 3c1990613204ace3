// The picture looks as it did when somebody looked at it last: screenshots, held against golden ones with a small tolerance. To
// renew them after looking: GUASTO_UPDATE_GOLDEN=1.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@playwright/test';
import { lateReply } from '../report/samples/late-reply.js';
import { restartedServer } from '../report/samples/restart.js';
import { cutReply, resetReply } from '../report/samples/wire-faults.js';
import { packageRoot } from '../testing/package-root.js';
import { launch, noChromium, until } from './spec-support/browser.js';
import { coarsePicture, differenceOf, withoutText } from './spec-support/coarse-picture.js';
import { writePage } from './spec-support/write-page.js';

/** Of the cells: a thin line that another version of the browser puts a pixel aside. */
const TOLERANCE = 0.01;

const runs = {
  broken: lateReply({ forgetsTimeout: true }),
  cut: cutReply(),
  reset: resetReply(),
  restarted: restartedServer(),
};

describe('the picture looks as it did', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => (browser = await launch()));
  after(async () => await browser.close());

  const pictureOf = async (file: string, colorScheme: 'light' | 'dark'): Promise<string> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme });
    await withoutText(page);
    await page.goto(pathToFileURL(file).href);
    await until(page, 'guasto.openMs() > 0');
    const picture = await coarsePicture(page);
    await page.close();
    return picture;
  };

  for (const [name, run] of Object.entries(runs)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${name}, ${colorScheme}`, async (t) => {
        const picture = await pictureOf(writePage(t, run), colorScheme);
        const golden = join(packageRoot(), 'harness/page/golden', `${name}-${colorScheme}.txt`);
        if (process.env['GUASTO_UPDATE_GOLDEN'] === '1') {
          mkdirSync(dirname(golden), { recursive: true });
          writeFileSync(golden, `${picture}\n`);
        }
        const difference = differenceOf(picture, readFileSync(golden, 'utf8').trimEnd());
        assert.ok(difference <= TOLERANCE, `${(difference * 100).toFixed(1)} % of it is other than ${golden}`);
      });
    }
  }

  test('a tolerance that small tells a bracket that is missing', async (t) => {
    const { broken } = runs;
    const without = { ...broken, timeline: { ...broken.timeline, brackets: [] } };
    const [a, b] = [await pictureOf(writePage(t, broken), 'light'), await pictureOf(writePage(t, without), 'light')];
    assert.ok(differenceOf(a, b) > TOLERANCE);
  });
});
