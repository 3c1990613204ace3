// What the page makes of the data that a reporter hands it is what the report room had made of the record.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { timelineData, eventLines, type TimelineData } from '../kinds/reporters/page/timeline-data.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import type { RunEvent } from '../record/event.js';
import { hostileRun } from '../report/samples/hostile.js';
import { hugeRun } from '../report/samples/huge.js';
import { lateReply } from '../report/samples/late-reply.js';
import { restartedServer } from '../report/samples/restart.js';
import { cutReply, resetReply, throttledReply } from '../report/samples/wire-faults.js';
import { EVERYTHING, matches } from './filter.js';
import { layOut } from './layout.js';
import { buildModel, type Model } from './model.js';

const runs: Readonly<Record<string, RunReport>> = {
  held: lateReply({ forgetsTimeout: false }),
  broken: lateReply({ forgetsTimeout: true }),
  cut: cutReply(),
  reset: resetReply(),
  throttled: throttledReply(),
  restarted: restartedServer(),
  huge: hugeRun(2_000),
};

/** Through the text of the page, as in a browser. */
function modelOf(run: RunReport): Model {
  const lines = eventLines(run);
  const events = lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line) as RunEvent);
  return buildModel(JSON.parse(timelineData(run)) as TimelineData, events);
}

describe('the page’s model', () => {
  for (const [name, run] of Object.entries(runs)) {
    test(`is the report’s timeline: ${name}`, () => {
      const { timeline } = modelOf(run);
      assert.deepEqual(withoutUndefined(timeline), withoutUndefined(run.timeline));
    });
  }

  test('has no line break, no end of a script and no hidden character in the page’s text', () => {
    const run = hostileRun();
    for (const text of [timelineData(run), ...eventLines(run).split('\n')]) {
      assert.ok(!text.includes('<') && !text.includes('\n'));
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      assert.ok(text.length < 60_000);
    }
    assert.equal(eventLines(run).split('\n').length, run.record.events.length);
  });

  test('puts the client above the wire and the server below, its calls facing the wire', () => {
    const { lanes } = modelOf(lateReply({ forgetsTimeout: true }));
    assert.deepEqual(
      lanes.map((lane) => (lane.kind === 'program' ? `${lane.name} faces ${lane.faces}` : lane.name)),
      ['harness', 'client faces down', 'wire', 'server faces up'],
    );
  });

  test('lays lanes out below each other, each with its zones inside', () => {
    const { boxes, height } = layOut(modelOf(resetReply()).lanes, { titleHeight: 0 });
    for (const [index, { top, height: own, zones }] of boxes.entries()) {
      const next = boxes[index + 1];
      assert.equal(top + own, next?.top ?? height);
      for (const zone of Object.values(zones)) assert.ok(zone.top >= top && zone.top + zone.height <= top + own);
    }
  });

  test('puts connections that live at the same time into rows of their own', () => {
    const { lanes } = modelOf(hugeRun(20_000));
    const link = lanes.find((lane) => lane.kind === 'link');
    assert.ok(link?.kind === 'link');
    for (const { connections } of link.rows) {
      for (const [index, { item }] of connections.entries()) {
        assert.ok(item.untilUs <= (connections[index + 1]?.item.fromUs ?? Infinity));
      }
    }
  });

  test('finds by program, connection, call and text together', () => {
    const { items } = modelOf(lateReply({ forgetsTimeout: true }));
    const count = (filter: Partial<typeof EVERYTHING>): number =>
      items.filter((item) => matches(item, { ...EVERYTHING, ...filter })).length;
    assert.equal(count({}), items.length);
    assert.ok(count({ program: 'client' }) > count({ program: 'client', call: 'recv' }));
    assert.equal(count({ program: 'client', call: 'accept' }), 0);
    assert.ok(count({ connection: 'wire #1' }) > 0);
    assert.equal(count({ connection: 'wire #2' }), 0);
    assert.equal(count({ connection: 'wire #1', call: 'accept' }), 1);
    assert.equal(count({ connection: 'wire #2', call: 'accept' }), 0);
    assert.ok(count({ text: 'CIAO' }) > 0);
  });
});

/** JSON knows no undefined. */
const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
