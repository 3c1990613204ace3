// Why a step was missed, as far as the record tells: the last that was seen of what it waited for.

import type { EventOf, RunEvent } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import type { Step } from '../scenario/scenario.js';
import type { Seq } from '../vocabulary/time.js';

/** Of the program: its last call that raised, the call that it is in, its last words and its end; of a link: its last event. */
export function witnessesOf(step: Step, record: RunRecord, ended: EventOf<'step.ended'>): readonly Seq[] {
  const before = record.events.filter((event) => event.seq < ended.seq && event.atUs <= ended.atUs);
  const subject = subjectOf(step);
  const last = (isIt: (event: RunEvent) => boolean): RunEvent | undefined =>
    before.findLast((event) => isAbout(event, subject) && isIt(event));
  const witnesses =
    subject.program === undefined
      ? [last(() => true)]
      : [
          last((event) => event.kind === 'call.returned' && event.data.outcome === 'raised'),
          lastIfPending(last((event) => event.kind === 'call.entered' || event.kind === 'call.returned')),
          last((event) => event.kind === 'output.line' && event.data.stream === 'stderr'),
          last((event) => event.kind === 'process.exited'),
        ];
  return [...new Set(witnesses.flatMap((event) => (event === undefined ? [] : [event.seq])))].toSorted((a, b) => a - b);
}

interface Subject {
  readonly program?: string | undefined;
  readonly link?: string | undefined;
  readonly port?: number | string | undefined;
}

function subjectOf(step: Step): Subject {
  if (step.do === 'start' || step.do === 'restart') return { program: step.program };
  if (step.do !== 'await' && step.do !== 'guard') return {};
  const { condition } = step;
  if ('program' in condition) return { program: condition.program };
  return 'link' in condition ? { link: condition.link } : { port: condition.port };
}

function isAbout({ data }: RunEvent, { program, link, port }: Subject): boolean {
  if (program !== undefined) return 'program' in data && data.program === program;
  if (link !== undefined) return 'link' in data && data.link === link;
  return port !== undefined && 'port' in data && data.port === port;
}

const lastIfPending = (event: RunEvent | undefined): RunEvent | undefined =>
  event?.kind === 'call.entered' ? event : undefined;
