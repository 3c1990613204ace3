// What the judge says of the late reply: every piece, held ones too.

import { spanAt } from './sample-scenario.js';
import type { Verdict } from '../../judge/verdict.js';
import type { Seq } from '../../vocabulary/time.js';

export const LATE_REPLY_FILE = 'scenarios/settimeout/recv-late-reply.scenario.yaml';

const FILE = LATE_REPLY_FILE;

export interface LateReplyEvidence {
  readonly forgetsTimeout: boolean;
  readonly injected: Seq;
  readonly recv: Seq;
  readonly exit: Seq;
}

export function lateReplyVerdicts({ forgetsTimeout, injected, recv, exit }: LateReplyEvidence): readonly Verdict[] {
  const outcome = forgetsTimeout ? 'broken' : 'held';
  const call = { subject: 'expectation', label: 'call recv of client (first)', outcome, evidence: [recv] } as const;
  return [
    {
      subject: 'receipt',
      label: 'slow-reply: latency 2 s on wire downstream',
      clause: 'receipt',
      outcome: 'held',
      expected: 'bytes held for at least 2 s',
      actual: forgetsTimeout ? '4 B held for 2 s' : '4 B held until the client gave up',
      span: spanAt(FILE, 16, 5, 6),
      evidence: [injected],
    },
    {
      ...call,
      clause: 'raises',
      expected: 'raises TimeoutError',
      actual: forgetsTimeout ? 'returned 4 B' : 'raised TimeoutError',
      span: spanAt(FILE, 22, 5, 6),
    },
    {
      ...call,
      clause: 'takes',
      expected: 'at least 500 ms, at most 600 ms',
      actual: forgetsTimeout ? '2 s' : '500.6 ms',
      span: spanAt(FILE, 23, 5, 5),
      timing: { actualUs: forgetsTimeout ? 2_001_700 : 500_600, atLeastUs: 500_000, atMostUs: 600_000 },
    },
    {
      subject: 'expectation',
      label: 'exit of client',
      clause: 'code',
      outcome,
      expected: 'exit code 1',
      actual: forgetsTimeout ? 'exit code 0' : 'exit code 1',
      span: spanAt(FILE, 24, 25, 4),
      evidence: [exit],
    },
  ];
}
