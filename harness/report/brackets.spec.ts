// Verdicts stand over what they judge. (Through the report that they are part of.)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileReport } from './compile-report.js';
import { renderTimelineSvg } from '../kinds/reporters/index.js';
import { lateReply } from './samples/late-reply.js';
import { SampleRecord } from './samples/sample-record.js';
import { injectStep, programOf, scenarioOf, spanAt, verdictOf } from './samples/sample-scenario.js';

const broken = lateReply({ forgetsTimeout: true });

describe('a bracket', () => {
  test('is over the whole of a step that was missed, and over a state from its sample to the next one', () => {
    const record = new SampleRecord('x');
    record.spawn(1, 'server');
    record.add(10, 'step.started', { step: 0, label: 'start server' });
    const missed = record.add(310, 'step.ended', { step: 0, outcome: 'missed' });
    const sampled = record.add(400, 'tcp.sampled', { port: 21_000, sockets: [] }, 'kernel');
    record.add(700, 'tcp.sampled', { port: 21_000, sockets: [] }, 'kernel');
    const span = spanAt('x', 3, 5, 5);
    const piece = {
      label: 'start server',
      clause: 'start',
      outcome: 'broken',
      expected: 'e',
      actual: 'a',
      span,
    } as const;
    const step = { ...injectStep(span, 'x'), label: 'start server' };
    const { timeline } = compileReport({
      scenario: scenarioOf({ title: 't', file: 'x', programs: [programOf('server')], steps: [step] }),
      record: record.record('t', 900),
      verdicts: verdictOf([
        { ...piece, subject: 'step', evidence: [missed] },
        {
          ...piece,
          subject: 'expectation',
          label: 'tcp',
          clause: 'state',
          span: spanAt('x', 9, 5, 5),
          evidence: [sampled],
        },
      ]),
    });
    assert.deepEqual(
      timeline.brackets.map(({ program, fromUs, untilUs }) => [program, fromUs, untilUs]),
      [
        [undefined, 10_000, 310_000],
        ['server', 400_000, 700_000],
      ],
    );
  });

  test('is over the very step that was missed, though another one has the same words', () => {
    const record = new SampleRecord('x');
    record.spawn(1, 'server');
    const seqs = [0, 1].map((step) => {
      record.add(100 * step + 10, 'step.started', { step, label: 'await output' });
      return record.add(100 * step + 60, 'step.ended', { step, outcome: step === 0 ? 'done' : 'missed' });
    });
    const spans = [3, 4].map((line) => spanAt('x', line, 5, 5));
    const report = compileReport({
      scenario: scenarioOf({
        title: 't',
        file: 'x',
        programs: [programOf('server')],
        steps: spans.map((span) => ({ ...injectStep(span, 'x'), label: 'await output' })),
      }),
      record: record.record('t', 900),
      verdicts: verdictOf(
        (['held', 'broken'] as const).map((outcome, index) => ({
          subject: 'step',
          label: 'await output',
          clause: 'await output',
          outcome,
          expected: 'e',
          actual: 'a',
          span: spans[index] ?? assert.fail(),
          evidence: [seqs[index] ?? assert.fail()],
        })),
      ),
    });
    assert.deepEqual(
      report.timeline.brackets.map(({ fromUs, untilUs }) => [fromUs, untilUs]),
      [
        [10_000, 60_000],
        [110_000, 160_000],
      ],
    );
    assert.match(renderTimelineSvg(report), /class="small bold broken">✗ await output</);
  });

  test('is over the very span that was judged, with its bounds', () => {
    const takes = broken.timeline.brackets.find(({ piece }) => broken.pieces[piece]?.clause === 'takes');
    assert.deepEqual(
      [takes?.program, takes?.fromUs, takes?.untilUs, takes?.atLeastUs, takes?.atMostUs],
      ['client', 82_400, 2_084_100, 582_400, 682_400],
    );
  });
});
