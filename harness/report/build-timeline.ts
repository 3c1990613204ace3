// The record as lanes: programs from those that connect to those that listen, the links between them, steps, faults, verdicts.

import { bracketsOf } from './brackets.js';
import { faultBands } from './fault-bands.js';
import { linkLanes } from './link-lanes.js';
import { ownersOfPorts, programLanes } from './program-lanes.js';
import { visibleText } from '../kinds/reporters/visible-text.js';
import type { LinkLane, ReportPiece, StepMark, Timeline } from '../kinds/reporters/run-report.js';
import type { RunVerdict } from '../judge/verdict.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario } from '../scenario/scenario.js';

export interface TimelineSources {
  readonly scenario: Scenario;
  readonly record: RunRecord;
  readonly verdicts: RunVerdict;
  readonly pieces: readonly ReportPiece[];
}

export function buildTimeline({ scenario, record, verdicts, pieces }: TimelineSources): Timeline {
  const endUs = endOf(record);
  const cleanupUs = record.events.find((event) => isKind(event, 'run.cleanup-started'))?.atUs;
  const links = linkLanes(scenario, record, endUs);
  const steps = stepMarks(record.events, endUs);
  return {
    durationUs: endUs,
    cut: record.end === undefined,
    cleanupUs,
    lanes: programLanes(record, programOrder(scenario, links), endUs),
    links,
    faults: faultBands({ scenario, record, verdicts, endUs }),
    steps,
    brackets: bracketsOf({
      scenario,
      events: record.events,
      pieces,
      steps,
      portOwners: ownersOfPorts(record),
      stepsEndUs: cleanupUs ?? endUs,
    }),
    troubles: record.events.flatMap((event) =>
      isKind(event, 'rig.failed')
        ? [{ seq: event.seq, atUs: event.atUs, text: visibleText(event.data.message, 200) }]
        : [],
    ),
  };
}

/** When the last thing happened that the record knows of, µs since the run's start. */
export function endOf(record: RunRecord): number {
  let endUs = record.end?.atUs ?? 0;
  for (const event of record.events) {
    const lastUs = isKind(event, 'call.returned') ? event.data.startUs + event.data.durationUs : event.atUs;
    if (lastUs > endUs) endUs = lastUs;
  }
  return endUs;
}

/** Each program after those that connect to it; otherwise as the scenario lists them. */
function programOrder(scenario: Scenario, links: readonly LinkLane[]): readonly string[] {
  const order = new Set<string>();
  const visiting = new Set<string>();
  const visit = (program: string): void => {
    if (order.has(program) || visiting.has(program)) return;
    visiting.add(program);
    for (const { clients, to } of links) if (to === program) clients.forEach(visit);
    order.add(program);
  };
  for (const { name } of scenario.programs) visit(name);
  return [...order];
}

function stepMarks(events: readonly RunEvent[], endUs: number): readonly StepMark[] {
  const marks: { -readonly [K in keyof StepMark]: StepMark[K] }[] = [];
  const open = new Map<string, (typeof marks)[number]>();
  for (const event of events) {
    if (isKind(event, 'step.started') || isKind(event, 'rule.fired')) {
      const rule = isKind(event, 'rule.fired');
      const mark = {
        seq: event.seq,
        endedSeq: undefined,
        atUs: event.atUs,
        untilUs: endUs,
        label: visibleText(event.data.label, 200),
        outcome: 'open' as const,
        rule,
      };
      marks.push(mark);
      open.set(rule ? `rule ${event.data.rule}` : `step ${event.data.step}`, mark);
    } else if (isKind(event, 'step.ended') || isKind(event, 'rule.ended')) {
      const mark = open.get(isKind(event, 'rule.ended') ? `rule ${event.data.rule}` : `step ${event.data.step}`);
      if (mark !== undefined) {
        Object.assign(mark, { endedSeq: event.seq, untilUs: event.atUs, outcome: event.data.outcome });
      }
    }
  }
  return marks;
}
