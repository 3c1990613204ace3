import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileReport } from './compile-report.js';
import { hugeFacts } from './samples/huge.js';
import { lateReply } from './samples/late-reply.js';
import { restartedServer } from './samples/restart.js';
import { SampleRecord } from './samples/sample-record.js';
import { programOf, scenarioOf, spanAt, verdictOf } from './samples/sample-scenario.js';
import { cutReply, resetReply } from './samples/wire-faults.js';
import { parseXml } from './samples/well-formed-xml.js';
import { renderRun, renderTimelineSvg } from '../kinds/reporters/index.js';
import type { Verdict } from '../judge/verdict.js';
import { parseRecord, eventLine, headerLine } from '../record/json-lines.js';

const broken = lateReply({ forgetsTimeout: true });
const held = lateReply({ forgetsTimeout: false });

describe('the pieces of a report', () => {
  test('keep the order of the verdicts, and show their line of the file', () => {
    assert.deepEqual(
      broken.pieces.map(({ clause, outcome }) => `${clause} ${outcome}`),
      ['receipt held', 'raises broken', 'takes broken', 'code broken'],
    );
    assert.equal(
      broken.pieces[2]?.sourceLine.trim(),
      'takes: { at-least: "${params.timeout}", at-most: "${params.timeout} + 100ms" }',
    );
    assert.deepEqual(
      broken.pieces[2]?.frame.map(({ line }) => line),
      [21, 22, 23],
    );
  });

  test('tell their evidence in words', () => {
    assert.deepEqual(
      broken.pieces[1]?.evidence.map(({ text, atUs }) => `${atUs} ${text}`),
      ['2084100 client recv(1024) → 4 B after 2 s'],
    );
  });

  test('show the first and the last of very many proofs', () => {
    const record = new SampleRecord('x.yaml');
    const seqs = Array.from({ length: 100 }, (_, index) => record.add(index, 'fault.healed', { name: String(index) }));
    const span = spanAt('x.yaml', 1, 1, 1);
    const verdict = {
      subject: 'expectation',
      label: 'l',
      clause: 'c',
      outcome: 'broken',
      expected: 'e',
      actual: 'a',
      span,
      evidence: seqs,
    } as const;
    const report = compileReport({
      scenario: scenarioOf({ title: 't', file: 'x.yaml' }),
      record: record.record('t', 200),
      verdicts: verdictOf([verdict]),
    });
    assert.deepEqual(
      report.pieces[0]?.evidence.map(({ seq }) => Number(seq)),
      [0, 1, 2, 3, 4, 5, 94, 95, 96, 97, 98, 99],
    );
  });

  test('say whether a scenario that is wrong on purpose got its verdict, where and why it must', () => {
    const at = (clause: string, because?: string): boolean | undefined => {
      const { scenario, record } = { scenario: scenarioOf({ title: 't', file: 'x.yaml' }), record: broken.record };
      const verdicts = verdictOf(broken.pieces.map((piece) => ({ ...piece, evidence: [] }) as Verdict));
      const mustBreak = { verdict: 'broken', at: clause, because } as const;
      return compileReport({ scenario: { ...scenario, mustBreak }, record, verdicts }).meant?.met;
    };
    assert.deepEqual(
      [at('raises'), at('receipt'), at('raises', 'returned 4 B'), at('raises', 'EPIPE')],
      [true, false, true, false],
    );
    assert.equal(broken.meant, undefined);
  });

  test('repeat by a command that a shell reads as it is meant', () => {
    assert.equal(broken.repeat, 'npx guasto run scenarios/settimeout/recv-late-reply.scenario.yaml:2');
    const odd = compileReport({
      scenario: scenarioOf({ title: 't', file: "it's; rm.yaml" }),
      record: new SampleRecord('x').record('t', 1),
      verdicts: verdictOf([]),
    });
    assert.equal(odd.repeat, "npx guasto run 'it'\\''s; rm.yaml:2'");
  });
});

describe('the timeline', () => {
  test('stands programs in the order in which they connect', () => {
    assert.deepEqual(
      broken.timeline.lanes.map(({ program }) => program),
      ['client', 'server'],
    );
    assert.deepEqual(
      broken.timeline.links.map(({ clients, link, to }) => [clients, link, to]),
      [[['client'], 'wire', 'server']],
    );
  });

  test('stands a relay between its client and its server, whatever the order in the file', () => {
    const link = (name: string, to: string) => ({ name, to, via: 'toxiproxy', span: spanAt('x', 1, 1, 1) }) as const;
    const scenario = scenarioOf({
      title: 't',
      file: 'x',
      programs: [programOf('server'), programOf('relay', ['${back.port}']), programOf('client', ['${front.port}'])],
      links: [link('back', 'server'), link('front', 'relay')],
    });
    const { timeline } = compileReport({
      scenario,
      record: new SampleRecord('x').record('t', 1),
      verdicts: verdictOf([]),
    });
    assert.deepEqual(
      timeline.lanes.map(({ program }) => program),
      ['client', 'relay', 'server'],
    );
  });

  test('follows the reply through the wire, from when it came in to when it was handed on', () => {
    const passages = broken.timeline.links[0]?.connections[0]?.passages ?? [];
    assert.deepEqual(
      passages.map(({ stream, fromUs, untilUs, preview }) => [stream, fromUs, untilUs, preview]),
      [
        ['upstream', 82_500, 82_700, '"ciao"'],
        ['downstream', 83_200, 2_083_900, '"ciao"'],
      ],
    );
  });

  test('joins an end with its forwarding, and keeps apart those that the proxy made', () => {
    const ends = (report: typeof broken) =>
      report.timeline.links[0]?.connections[0]?.ends.map(({ from, to, text, untilUs }) => [from, to, text, untilUs]);
    assert.deepEqual(ends(broken), [['client', 'server', 'FIN', 2_085_100]]);
    assert.deepEqual(ends(cutReply()), [['proxy', 'client', 'FIN by scissors', 71_500]]);
    assert.deepEqual(
      ends(resetReply())?.map((end) => end[2]),
      ['RST by axe', 'RST by axe'],
    );
  });

  test('carries the receipt of each fault', () => {
    assert.deepEqual(
      broken.timeline.faults.map(({ name, link, fromUs, receipt }) => ({ name, link, fromUs, receipt })),
      [{ name: 'slow-reply', link: 'wire', fromUs: 42_500, receipt: { left: true, explanation: '4 B held for 2 s' } }],
    );
  });

  test('has a kill as a moment, and each life of a program', () => {
    const { faults, lanes } = restartedServer().timeline;
    assert.equal(faults[0]?.fromUs, faults[0]?.untilUs);
    const server = lanes.find(({ program }) => program === 'server');
    assert.deepEqual(
      server?.runs.map(({ run, ending }) => [run, ending]),
      [
        [1, 'is killed by SIGKILL'],
        [2, 'still running'],
      ],
    );
  });

  test('keeps a call that never came back as open until its program ended', () => {
    const server = restartedServer().timeline.lanes.find(({ program }) => program === 'server');
    const open = server?.calls.find(({ state }) => state === 'open');
    assert.deepEqual([open?.text, open?.untilUs], ['recv(1024) → never returned', 74_000]);
  });
});

describe('a record that was cut short', () => {
  test('can be told and drawn after any of its events', () => {
    const { record } = held;
    const verdicts = verdictOf([]);
    for (let length = 0; length <= record.events.length; length += 1) {
      const cut = { header: record.header, events: record.events.slice(0, length) };
      const report = compileReport({ scenario: scenarioOf({ title: 't', file: 'x' }), record: cut, verdicts });
      assert.equal(report.timeline.cut, true);
      parseXml(renderTimelineSvg(report));
    }
  });

  test('may rest on events that it does not have', () => {
    const text = headerLine(broken.record.header) + broken.record.events.slice(0, 8).map(eventLine).join('');
    const cut = parseRecord(text);
    const verdicts = verdictOf(
      broken.pieces.map((piece) => ({
        ...piece,
        subject: 'expectation',
        evidence: piece.evidence.map(({ seq }) => seq),
      })),
    );
    const report = compileReport({ scenario: scenarioOf({ title: 't', file: 'x' }), record: cut, verdicts });
    assert.deepEqual(
      report.pieces.flatMap(({ evidence }) => evidence.map(({ seq }) => seq)).filter((seq) => seq >= 8),
      [],
    );
    parseXml(renderTimelineSvg(report));
  });
});

describe('a record of 100,000 events', () => {
  const facts = hugeFacts(100_000);

  test('is compiled, drawn and told in bounded time', () => {
    // 0.5 s on an idle core of 2024; both cores may be busy with other specs, and CI machines are slower: 10 s.
    const startedMs = performance.now();
    const report = compileReport(facts);
    const svg = renderTimelineSvg(report);
    const text = renderRun(report, { colour: false });
    assert.ok(performance.now() - startedMs < 10_000);
    parseXml(svg);
    assert.ok(text.length < 10_000);
  });

  test('is a picture of bounded size, in which the proof of the verdict is still drawn by itself', () => {
    const svg = renderTimelineSvg(compileReport(facts));
    assert.ok(svg.length < 150_000, `${svg.length} characters`);
    const height = Number(/ height="([\d.]+)"/.exec(svg)?.[1]);
    assert.ok(height < 4_000, `${height} pixels high`);
    assert.ok(parseXml(svg).length < 2_000);
    assert.match(svg, /expected: recv raises/);
  });
});
