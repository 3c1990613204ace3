// What the timeline page is handed: everything but calls, output and chunks, which it makes from the events by itself.

import type { LinkLane, ReportPiece, RunReport, Timeline } from '../run-report.js';
import { shortScriptJson, scriptJson } from './script-json.js';

export interface TimelineData extends Pick<RunReport, 'title' | 'file' | 'line' | 'outcome' | 'repeat'> {
  readonly pieces: readonly Omit<ReportPiece, 'frame'>[];
  readonly addresses: RunReport['record']['header']['addresses'];
  readonly timeline: Omit<Timeline, 'lanes' | 'links'> & {
    /** Programs, from those that connect to those that listen. */
    readonly programs: readonly string[];
    readonly links: readonly Omit<LinkLane, 'connections'>[];
  };
}

export function timelineData({ title, file, line, outcome, repeat, pieces, record, timeline }: RunReport): string {
  const { lanes, links, ...rest } = timeline;
  const data: TimelineData = {
    title,
    file,
    line,
    outcome,
    repeat,
    pieces: pieces.map(({ frame: _frame, ...piece }) => piece),
    addresses: record.header.addresses,
    timeline: {
      ...rest,
      programs: lanes.map(({ program }) => program),
      links: links.map(({ connections: _connections, ...link }) => link),
    },
  };
  return scriptJson(data);
}

/** One event a line, as in record.jsonl. */
export const eventLines = ({ record }: RunReport): string => record.events.map(shortScriptJson).join('\n');
