// `exit:` how a program ended: its code or the signal that killed it, and how soon.

import { constants } from 'node:os';
import { z } from 'zod';
import type { EventOf } from '../../record/event.js';
import { eventsOf, stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Words } from '../words.js';
import { describeExit } from './exit-text.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { judgeLateness } from './noise.js';
import { inconclusive, missing, seqsOf } from './verdict-words.js';

export interface ExitSpec {
  readonly exit: {
    readonly of: string;
    readonly run?: number | undefined;
    readonly code?: number | 'non-zero' | undefined;
    readonly signal?: string | undefined;
    /** Time from the program's start, µs. */
    readonly within?: number | undefined;
  };
}

export const exit: ExpectationKind<ExitSpec> = {
  name: 'exit',
  about: 'how a program ended: exit code or signal, and how soon after its start',
  schema: exitSchema,
  needs: () => [],
  describe: ({ exit: { of, run } }) => `exit of ${of}${run === undefined ? '' : ` (run ${run})`}`,
  judge: judgeExit,
};

const SIGNAL_NAMES = Object.keys(constants.signals).map((name) => name.replace(/^SIG/, ''));

function exitSchema(words: Words): z.ZodType<ExitSpec> {
  const shape = z
    .strictObject({
      of: words.program.describe('The program'),
      run: z.int().min(1).optional().describe('Which start of the program, from 1; default: the last one'),
      code: z
        .union([z.int().min(0).max(255), z.literal('non-zero')])
        .optional()
        .describe('Exit code, or non-zero for any but 0'),
      signal: z
        .enum(SIGNAL_NAMES as [string, ...string[]])
        .optional()
        .describe('Signal that killed it, without SIG'),
      within: words.duration.optional().describe('Time from the program’s start until its end, at most'),
    })
    .superRefine(({ code, signal, within }, context) => {
      if (code !== undefined && signal !== undefined)
        context.addIssue('expected code or signal: a program ends by one of them');
      if (code === undefined && signal === undefined && within === undefined) {
        context.addIssue('expected code, signal or within');
      }
    });
  return z.strictObject({ exit: shape });
}

function judgeExit(record: RunRecord, { exit: spec }: ExitSpec): readonly Finding[] {
  const spawned = eventsOf(record.events, 'process.spawned').findLast(({ data }) => isIt(spec, data));
  const run = spec.run ?? spawned?.data.run;
  const exited = eventsOf(record.events, 'process.exited').findLast(
    ({ data }) => data.program === spec.of && data.run === run,
  );
  const who = spec.run === undefined ? spec.of : `${spec.of} (run ${spec.run})`;
  const texts = { clause: 'exit', expected: `${who} ${wantedText(spec)}` };
  if (spawned === undefined) return [inconclusive({ ...texts, actual: `${who} was never started` })];
  if (exited === undefined || exited.atUs - exited.uncertaintyUs > stepsEndedUs(record)) {
    const actual = `${who} was still running when the steps were over`;
    return [missing(record, { ...texts, actual, evidence: seqsOf([spawned]) })];
  }
  return [judgeEnding(record, spec, texts.expected, { spawned, exited })];
}

interface Life {
  readonly spawned: EventOf<'process.spawned'>;
  readonly exited: EventOf<'process.exited'>;
}

function judgeEnding(record: RunRecord, spec: ExitSpec['exit'], expected: string, { spawned, exited }: Life): Finding {
  const actualUs = exited.atUs - spawned.atUs;
  const actual = `${spec.of} ${describeExit(exited.data)} after ${formatDurationUs(actualUs)}`;
  const timing = spec.within === undefined ? {} : { timing: { actualUs, atMostUs: spec.within } };
  const finding = { clause: 'exit', expected, actual, evidence: seqsOf([spawned, exited]), ...timing };
  if (!endedAs(spec, exited)) return { ...finding, outcome: 'broken' };
  const lateUs = actualUs - exited.uncertaintyUs - (spec.within ?? Infinity);
  if (lateUs <= 0) return { ...finding, outcome: 'held' };
  const late = { ...finding, actual: `${actual}: ${formatDurationUs(lateUs)} too late` };
  return judgeLateness(record, { finding: late, lateUs, window: { fromUs: spawned.atUs, untilUs: exited.atUs } });
}

const isIt = (spec: ExitSpec['exit'], data: { readonly program: string; readonly run: number }): boolean =>
  data.program === spec.of && (spec.run === undefined || data.run === spec.run);

function endedAs({ code, signal }: ExitSpec['exit'], { data }: EventOf<'process.exited'>): boolean {
  if (code === 'non-zero') return data.code !== null && data.code !== 0;
  if (code !== undefined) return data.code === code;
  return signal === undefined || data.signal?.replace(/^SIG/, '') === signal;
}

function wantedText({ code, signal, within }: ExitSpec['exit']): string {
  const how =
    code === 'non-zero'
      ? 'exits with a code other than 0'
      : code !== undefined
        ? `exits with code ${code}`
        : signal !== undefined
          ? `is killed by SIG${signal}`
          : 'ends';
  return within === undefined ? how : `${how} within ${formatDurationUs(within)}`;
}
