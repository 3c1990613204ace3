// A pattern over events as an entry writes it: `{ event: call.returned, where: { program: client, errno: EPIPE } }`.

import { z } from 'zod';
import { EVENT_KINDS, fieldsOf } from '../../record/event-fields.js';
import type { EventKind, RunEvent } from '../../record/event.js';
import { eventsOf } from '../../record/moments.js';
import { fieldOf, matchesValue, type Matcher, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Words } from '../words.js';
import { inUnitOf, matcherSchema } from './matcher.js';
import { traceGap } from './trace.js';

/** Strict: a kind of event that does not exist, or a field that it does not have, is the author's mistake. */
export function patternSchema(words: Words): z.ZodType<Pattern> {
  return z
    .strictObject(patternShape(words))
    .superRefine((written, context) => checkPattern(written, words, context))
    .transform(({ event, where }) => ({ kind: event, where: inUnits(where, words) }))
    .describe('A pattern over events');
}

/** A pattern, and the field of the first event that fits it. */
export interface FieldOf {
  readonly pattern: Pattern;
  readonly field: string;
}

/** `{ event: call.returned, where: { name: accept }, field: result.port }`. */
export function fieldOfSchema(words: Words): z.ZodType<FieldOf> {
  return z
    .strictObject({
      ...patternShape(words),
      field: z.string().min(1).describe('Path of the field in the event’s data: `result.port`'),
    })
    .superRefine((written, context) => {
      checkPattern(written, words, context);
      const first = written.field.split('.')[0] ?? '';
      if (!fieldsOf(written.event).includes(first)) {
        context.addIssue({ ...unknownField(written.event, written.field, first), path: ['field'] });
      }
    })
    .transform(({ event, where, field }) => ({ pattern: { kind: event, where: inUnits(where, words) }, field }))
    .describe('A field of the first event that fits a pattern');
}

const patternShape = (words: Words) => ({
  event: z.enum(EVENT_KINDS as [EventKind, ...EventKind[]]).describe('Kind of event, as `record.jsonl` names it'),
  where: z
    .record(z.string(), matcherSchema(words))
    .default({})
    .describe('Fields of the event’s data (`program`, `result.fd`, `durationUs`) and what each must be'),
});

interface WrittenPattern {
  readonly event: EventKind;
  readonly where: Pattern['where'];
}

function checkPattern({ event, where }: WrittenPattern, words: Words, context: z.RefinementCtx): void {
  for (const [path, matcher] of Object.entries(where)) {
    const field = path.split('.')[0] ?? path;
    if (!fieldsOf(event).includes(field)) context.addIssue(unknownField(event, path, field));
    if (inUnitOf(path, matcher, words) === undefined) context.addIssue(noSuchUnit(path));
    // The names of programs and links are checked as everywhere else.
    const names = field === 'program' ? words.program : field === 'link' ? words.link : undefined;
    const named = 'is' in matcher ? names?.safeParse(matcher.is) : undefined;
    for (const issue of named?.error?.issues ?? []) {
      const params = issue.code === 'custom' ? issue.params : undefined;
      context.addIssue({ code: 'custom', path: ['where', path], message: issue.message, params });
    }
  }
}

const inUnits = (where: Pattern['where'], words: Words): Pattern['where'] =>
  Object.fromEntries(Object.entries(where).map(([path, matcher]) => [path, inUnitOf(path, matcher, words) ?? matcher]));

function noSuchUnit(path: string) {
  const expected = path.endsWith('Us')
    ? 'a duration such as 100ms, or a number of µs'
    : 'a size such as 2MiB, or a number of bytes';
  return { code: 'custom' as const, path: ['where', path], message: `expected ${expected}`, params: { expected } };
}

function unknownField(event: EventKind, path: string, field: string) {
  return {
    code: 'custom' as const,
    path: ['where', path],
    message: `an event ${event} has no field "${field}"`,
    params: { expected: `one of ${fieldsOf(event).join(', ')}`, found: field },
  };
}

export const needsOfPattern = ({ kind }: Pattern): readonly Capability[] => {
  return kind.startsWith('tcp.') ? ['kernel-tcp-table'] : [];
};

/** Programs whose calls the patterns speak of. */
export function callsOfPatterns(patterns: readonly Pattern[]): readonly string[] | 'all' {
  const ofCalls = patterns.filter(({ kind }) => kind.startsWith('call.'));
  const programs = ofCalls.map(({ where }) => namesIn(where['program']));
  return programs.includes(undefined) ? 'all' : [...new Set(programs.flatMap((names) => names ?? []))];
}

function namesIn(matcher: Matcher | undefined): readonly string[] | undefined {
  if (matcher === undefined) return undefined;
  if ('is' in matcher) return [String(matcher.is)];
  return 'oneOf' in matcher ? matcher.oneOf.map(String) : undefined;
}

/** Why events that fit the pattern may have happened without being seen; undefined if they would have been. */
export function watchGap(record: RunRecord, { kind, where }: Pattern): string | undefined {
  if (!kind.startsWith('call.')) return undefined;
  const program = where['program'];
  if (program !== undefined && 'is' in program) return traceGap(record, String(program.is));
  return eventsOf(record.events, 'trace.started').length === 0 ? 'no program’s socket calls were traced' : undefined;
}

/** What came nearest to the pattern, for a message. */
export function closestTo(events: readonly RunEvent[], pattern: Pattern): string {
  const alike = events.filter((event) => event.kind === pattern.kind);
  const closest = alike.toSorted((a, b) => misses(a, pattern).length - misses(b, pattern).length)[0];
  if (closest === undefined) return `there was no ${pattern.kind} at all`;
  if (misses(closest, pattern).length === 0) return `${closest.kind} at ${formatDurationUs(closest.atUs)} lacks it`;
  const wrong = misses(closest, pattern).map(
    (path) => `${path} ${JSON.stringify(fieldOf(closest.data, path) ?? null)}`,
  );
  const seen = alike.length === 1 ? 'the only' : `none of ${alike.length} events; the closest`;
  return `${seen} ${pattern.kind} (at ${formatDurationUs(closest.atUs)}) had ${wrong.join(', ')}`;
}

const misses = (event: RunEvent, { where }: Pattern): readonly string[] =>
  Object.entries(where)
    .filter(([path, matcher]) => !matchesValue(fieldOf(event.data, path), matcher))
    .map(([path]) => path);
