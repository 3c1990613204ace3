// A report as what the entries need of it: plain JSON, without the record (it is in the folder).

import type { RunReport } from '../kinds/reporters/run-report.js';
import { renderRunLine } from '../kinds/reporters/index.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { Plan } from '../plan/index.js';
import type { Job, JobResult, JobStep } from './job.js';

export function toJobResult(job: Job, report: RunReport): JobResult {
  return {
    id: job.id,
    outcome: report.outcome,
    title: report.title,
    file: report.file,
    line: report.line,
    startedAtMs: Date.parse(report.startedAt),
    durationUs: report.durationUs,
    attempts: report.attempts,
    folder: report.folder,
    reason: report.reason,
    steps: stepsOf(report),
    pieces: report.pieces,
    text: renderRunLine(report, { colour: false }),
    repeat: report.repeat,
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
