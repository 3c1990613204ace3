// The page's data and the record's events, made into lanes and items. Pure; linear in the number of events.

import { connectionsOfCalls } from '../report/connections-of-calls.js';
import { connectionsByLink } from '../report/link-lanes.js';
import { programLanes } from '../report/program-lanes.js';
import type { TimelineData } from '../kinds/reporters/page/timeline-data.js';
import type { LinkLane, Timeline } from '../kinds/reporters/timeline.js';
import type { RunEvent } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { worstOutcome } from '../vocabulary/outcome.js';
import type { Seq } from '../vocabulary/time.js';
import type { Item, ItemOf, Proofs } from './item.js';
import { linkItems, programItems, runItems } from './items.js';
import { lanesOf, type Lane } from './lanes.js';

export interface Model {
  readonly data: TimelineData;
  readonly timeline: Timeline;
  readonly events: readonly RunEvent[];
  /** In the order of time. */
  readonly items: readonly Item[];
  readonly lanes: readonly Lane[];
  readonly proofs: Proofs;
  readonly verdicts: readonly ItemOf<'verdict'>[];
}

export function buildModel(data: TimelineData, events: readonly RunEvent[]): Model {
  const timeline = timelineOf(data, events);
  const verdicts = timeline.brackets.flatMap((bracket): ItemOf<'verdict'>[] => {
    const piece = data.pieces[bracket.piece];
    return piece === undefined ? [] : [verdictItem(bracket, piece)];
  });
  const wires = connectionsOfCalls(events);
  const parts = {
    run: runItems(timeline),
    programs: timeline.lanes.map((lane) => programItems(lane, wires)),
    links: timeline.links.map(linkItems),
    verdicts,
  };
  const items = [
    ...parts.run,
    ...parts.programs.flatMap(({ all }) => all),
    ...parts.links.flatMap(({ all }) => all),
  ].toSorted((a, b) => a.fromUs - b.fromUs || (a.seqs[0] ?? 0) - (b.seqs[0] ?? 0));
  return { data, timeline, events, items, verdicts, lanes: lanesOf(timeline, parts), proofs: proofsOf(data) };
}

function timelineOf({ timeline, addresses }: TimelineData, events: readonly RunEvent[]): Timeline {
  const { programs, links, ...rest } = timeline;
  // Of the header only the addresses are asked for.
  const record = { header: { addresses }, events } as unknown as RunRecord;
  const connections = connectionsByLink(events, rest.durationUs);
  return {
    ...rest,
    lanes: programLanes(record, programs, rest.durationUs),
    links: links.map((link): LinkLane => ({ ...link, connections: connections.get(link.link) ?? [] })),
  };
}

function verdictItem(bracket: Timeline['brackets'][number], piece: TimelineData['pieces'][number]): ItemOf<'verdict'> {
  const { fromUs, untilUs, seqs, program, link } = bracket;
  const text = `${piece.label}: ${piece.clause}: expected ${piece.expected}, saw ${piece.actual}`;
  return {
    kind: 'verdict',
    source: { bracket, piece },
    who: piece.outcome,
    text,
    fromUs,
    untilUs,
    seqs,
    program,
    link,
  };
}

function proofsOf({ pieces }: TimelineData): Proofs {
  const proofs = new Map<Seq, Outcome>();
  for (const { outcome, evidence, subject } of pieces) {
    if (outcome === 'held' || subject === 'receipt') continue;
    for (const { seq } of evidence) proofs.set(seq, worstOutcome([outcome, proofs.get(seq) ?? 'held']));
  }
  return proofs;
}
