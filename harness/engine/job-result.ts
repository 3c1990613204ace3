// A report as what the entries need of it: plain JSON, without the record (it is in the folder).

import type { RunReport } from '../kinds/reporters/run-report.js';
import { renderRun } from '../kinds/reporters/index.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { Plan } from '../plan/index.js';
import type { Job, JobResult, JobStep } from './job.js';

/** `folder` is absolute. */
export function toJobResult(job: Job, report: RunReport, folder: string | undefined): JobResult {
  const { record: _record, timeline: _timeline, startedAt, ...summary } = report;
  return {
    ...summary,
    id: job.id,
    startedAtMs: Date.parse(startedAt),
    folder,
    steps: stepsOf(report),
    text: renderRun(report, { colour: false }),
  };
}

function stepsOf(report: RunReport): readonly JobStep[] {
  // The header's plan is the one that this process's plan room made.
  const plan = report.record.header.plan as Plan | undefined;
  const started = new Map<number, RunEvent>();
  const steps: JobStep[] = [];
  for (const event of report.record.events) {
    if (isKind(event, 'step.started')) started.set(event.data.step, event);
    if (!isKind(event, 'step.ended')) continue;
    const step = plan?.steps[event.data.step];
    if (step === undefined) continue;
    const startUs = started.get(event.data.step)?.atUs ?? event.atUs;
    const { label, span } = step;
    steps.push({ label, span, startUs, durationUs: event.atUs - startUs, outcome: event.data.outcome });
  }
  return steps;
}
