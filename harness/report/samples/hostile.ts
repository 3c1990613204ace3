// A run whose programs, names and files say what could lead astray whoever shows them.

import { compileReport } from '../compile-report.js';
import { SampleRecord } from './sample-record.js';
import { injectStep, programOf, scenarioOf, spanAt, verdictOf } from './sample-scenario.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';

/** Escape sequences, markup of every kind, a lone surrogate, right-to-left overrides, NUL, a fence, a workflow command. */
export const HOSTILE = [
  '\u001b[31mred\u001b]0;title\u0007',
  ']]><script>alert(1)</script><!-- & "quoted" \'single\' -->',
  'lone \ud800 and \udc00 surrogates, \ufffe\uffff',
  '\u202etxet desrever\u202c \u05e9\u05dc\u05d5\u05dd',
  'nul \u0000 bell \u0007 del \u007f c1 \u0085 \u009b',
  '```` | `code` | <img src=x onerror=alert(1)> @everyone #1 [x](javascript:alert(1))',
  '::error file=x::injected\r\n::set-env name=PATH::/tmp',
  '%25 %0A # SKIP not really\\',
  '\u2028line\u2029separators\u200b\ufeff',
] as const;

const FILE = 'scenarios/<b>&"\'|,:%\u001b[1m.scenario.yaml';

export function hostileRun(): RunReport {
  const record = new SampleRecord(FILE);
  const all = HOSTILE.join(' \n ');
  record.add(0, 'step.started', { step: 0, label: all });
  record.spawn(1, 'client');
  record.add(2, 'fault.injected', { name: all, fault: all, link: 'wire', spec: { text: all } });
  const seqs = HOSTILE.map((text, index) =>
    record.add(3 + index * 50, 'output.line', { program: 'client', run: 1, stream: 'stderr', text }, 'stdio'),
  );
  record.add(
    500,
    'output.line',
    { program: 'client', run: 1, stream: 'stdout', text: 'x'.repeat(2_000_000), cut: true },
    'stdio',
  );
  seqs.push(
    record.call('client', 'recv', {
      atMs: 600,
      tookMs: 30,
      args: { [all]: all, bufsize: 1_024 },
      raised: [all, all],
    }),
  );
  record.add(640, 'connection.opened', { link: 'wire', connection: 1, client: { host: '::1', port: 1 } }, 'tap');
  seqs.push(record.chunk(650, 'received', { stream: 'downstream', sizeBytes: 40, bytes: Buffer.from(all) }));
  seqs.push(record.add(660, 'trace.lost', { program: 'client', run: 1, pid: 1, reason: all }));
  record.add(670, 'rig.failed', { code: all, message: all, hint: all });
  const span = spanAt(FILE, 3, 60, 5_000);
  return compileReport({
    scenario: scenarioOf({
      title: all,
      file: FILE,
      proves: all,
      tags: [all],
      params: { [all]: all },
      row: 0,
      programs: [programOf('server'), programOf('client', ['${wire.port}'])],
      steps: [injectStep(span, all, all)],
    }),
    record: record.record(all, undefined),
    verdicts: verdictOf([
      {
        subject: 'expectation',
        label: all,
        clause: all,
        outcome: 'broken',
        expected: all,
        actual: all,
        hint: all,
        span,
        evidence: seqs,
      },
      {
        subject: 'receipt',
        label: all,
        clause: 'receipt',
        outcome: 'inconclusive',
        expected: all,
        actual: all,
        span,
        evidence: [seqs[0] ?? record.add(1, 'run.cleanup-started', {})],
      },
    ]),
    sources: new Map([
      [FILE, `title: x\n# ${all.replaceAll('\n', ' ')}\n\tkey: ${'y'.repeat(300)}${all.replaceAll('\n', ' ')}`],
    ]),
  });
}
