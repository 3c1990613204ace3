// What the picture shows: where each thing is drawn says when, for how long, and by whom.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '@playwright/test';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { lateReply } from '../report/samples/late-reply.js';
import { restartedServer } from '../report/samples/restart.js';
import { cutReply, resetReply, throttledReply } from '../report/samples/wire-faults.js';
import type { Drawn } from './page-for-tests.js';
import { drawn, launch, noChromium, open, viewOf } from './spec-support/browser.js';
import { writePage } from './spec-support/write-page.js';
import type { AfterTest } from '../testing/scratch-folder.js';

describe('the picture', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => (browser = await launch()));
  after(async () => await browser.close());

  const pictureOf = async (t: AfterTest, run: RunReport): Promise<Picture> => {
    const { page } = await open(browser, writePage(t, run));
    const picture = new Picture(await drawn(page), await viewOf(page));
    await page.close();
    return picture;
  };

  test('a call is as long as it took, and its bracket spans it', async (t) => {
    const picture = await pictureOf(t, lateReply({ forgetsTimeout: true }));
    const recv = picture.widest('call', /^recv\(1024\) → 4 B$/);
    const verdict = picture.widest('verdict', /takes/);
    // 2 s of waiting.
    assert.ok(Math.abs(picture.usOf(recv) - 2_000_000) < 20_000, String(picture.usOf(recv)));
    assert.ok(Math.abs(verdict.x - recv.x) < 10 && verdict.y < recv.y);
  });

  test('the client is above the wire, the server below', async (t) => {
    const picture = await pictureOf(t, lateReply({ forgetsTimeout: true }));
    const client = picture.widest('call', /^recv/, 'client');
    const wire = picture.widest('connection', /^opened/);
    const server = picture.widest('call', /^accept/, 'server');
    assert.ok(client.y2 <= wire.y && wire.y2 <= server.y);
  });

  test('a delay is a slope: bytes arrive on the other side as much later as they were held', async (t) => {
    const picture = await pictureOf(t, lateReply({ forgetsTimeout: true }));
    const request = picture.widest('bytes', /^client → server/);
    const reply = picture.widest('bytes', /^server → client/);
    assert.ok(request.y < request.y2, 'upstream goes down');
    assert.ok(reply.y > reply.y2, 'downstream goes up');
    assert.ok(Math.abs(picture.usOf(reply) - 2_000_000) < 20_000);
    assert.ok(picture.usOf(request) < 20_000);
  });

  test('a fault is a band over its link, from injection on', async (t) => {
    const picture = await pictureOf(t, lateReply({ forgetsTimeout: false }));
    const band = picture.widest('fault', /slow-reply/);
    const wire = picture.widest('connection', /^opened/);
    assert.ok(band.x <= wire.x && band.y <= wire.y && band.y2 >= wire.y2);
  });

  test('what was cut never reaches the other side', async (t) => {
    const picture = await pictureOf(t, cutReply());
    const lost = picture.all('bytes', /never handed on/);
    assert.ok(lost.length > 0);
    const wire = picture.widest('connection', /^opened/);
    for (const { y2 } of lost) assert.ok(y2 > wire.y + 10 && y2 < wire.y2 - 10, 'it ends within the wire');
  });

  test('an RST of the proxy begins within the wire and ends at its edges', async (t) => {
    const picture = await pictureOf(t, resetReply());
    const wire = picture.widest('connection', /^opened/);
    const resets = picture.all('end', /RST/);
    assert.ok(resets.length > 0);
    for (const { y, y2 } of resets) {
      assert.ok(y > wire.y + 10 && y < wire.y2 - 10);
      assert.ok(Math.min(Math.abs(y2 - wire.y), Math.abs(y2 - wire.y2)) < 2);
    }
  });

  test('a narrow wire spreads bytes', async (t) => {
    const picture = await pictureOf(t, throttledReply());
    const pieces = picture.all('bytes', /^server → client/);
    assert.ok(pieces.length > 2);
    const arrivals = pieces.map(({ x2 }) => x2).toSorted((a, b) => a - b);
    assert.ok((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0) > 50);
  });

  test('a program that was started again has two lives', async (t) => {
    const picture = await pictureOf(t, restartedServer());
    assert.equal(picture.all('life', /./, 'server').filter(({ y2, y }) => y2 - y <= 8).length, 2);
  });
});

class Picture {
  readonly #drawn: readonly Drawn[];
  readonly #usPerPx: number;

  constructor(all: readonly Drawn[], view: { readonly fromUs: number; readonly untilUs: number }) {
    this.#drawn = all;
    // The axis begins right of the lanes' names; the page is wide enough to have them beside.
    const wide = 1280 - 372 - 1 - 124;
    this.#usPerPx = (view.untilUs - view.fromUs) / wide;
  }

  all(kind: string, text: RegExp, who?: string): readonly Drawn[] {
    return this.#drawn.filter(
      (each) => each.kind === kind && text.test(each.text) && (who === undefined || each.who === who),
    );
  }

  widest(kind: string, text: RegExp, who?: string): Drawn {
    const found = this.all(kind, text, who).toSorted((a, b) => Math.abs(b.x2 - b.x) - Math.abs(a.x2 - a.x))[0];
    assert.ok(found, `a ${kind} that matches ${text} is drawn`);
    return found;
  }

  usOf({ x, x2 }: Drawn): number {
    return Math.abs(x2 - x) * this.#usPerPx;
  }
}
