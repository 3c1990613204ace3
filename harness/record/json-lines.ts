// The record as text: one JSON value a line. First the header, then events, then (if the run got that far) the end.

import type { RunEvent } from './event.js';
import type { RecordEnd, RecordHeader, RunRecord } from './run-record.js';

export const headerLine = (header: RecordHeader): string => `${JSON.stringify({ header })}\n`;
export const eventLine = (event: RunEvent): string => `${JSON.stringify(event)}\n`;
export const endLine = (end: RecordEnd): string => `${JSON.stringify({ end })}\n`;

export class RecordFormatError extends Error {
  override readonly name = 'RecordFormatError';
}

/** Reads a record back. A last line cut in the middle is dropped (the writer was killed). Throws RecordFormatError. */
export function parseRecord(text: string): RunRecord {
  const lines = text.split('\n');
  const header = headerOf(lines[0] ?? '');
  const events: RunEvent[] = [];
  let end: RecordEnd | undefined;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const value = parseLine(line, index, index === lines.length - 1);
    if (value === undefined) break;
    if ('end' in value) end = value.end as RecordEnd;
    else events.push(eventOf(value, index, events.length));
  }
  return end === undefined ? { header, events } : { header, events, end };
}

function headerOf(line: string): RecordHeader {
  const header = parseLine(line, 0, false)?.['header'] as RecordHeader | undefined;
  if (header?.format !== 'guasto-record/1') {
    throw new RecordFormatError('line 1: expected a header with format "guasto-record/1": this is not a guasto record');
  }
  return header;
}

function parseLine(line: string, index: number, isLast: boolean): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    if (isLast) return undefined;
  }
  throw new RecordFormatError(`line ${index + 1}: expected a JSON object, found ${JSON.stringify(line.slice(0, 60))}`);
}

function eventOf(value: Record<string, unknown>, index: number, seq: number): RunEvent {
  const sound =
    value['seq'] === seq && typeof value['atUs'] === 'number' && typeof value['kind'] === 'string' && 'data' in value;
  if (!sound) throw new RecordFormatError(`line ${index + 1}: expected the event with seq ${seq}`);
  // The writer is this room's own eventLine; the envelope was checked, kinds unknown to this version are ignored by readers.
  return value as unknown as RunEvent;
}
