// A pattern over events as an entry writes it: `{ event: call.returned, where: { program: client, errno: EPIPE } }`.

import { z } from 'zod';
import { EVENT_KINDS, fieldsOf } from '../../record/event-fields.js';
import type { EventKind } from '../../record/event.js';
import type { Pattern } from '../../record/pattern.js';
import type { Words } from '../words.js';
import { inUnitOf, matcherSchema } from './matcher.js';

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
    // The names of programs and links are checked as everywhere else; of a direct link nobody sees anything.
    const names = field === 'program' ? words.program : field === 'link' ? words.proxiedLink : undefined;
    const values = 'is' in matcher ? [matcher.is] : 'oneOf' in matcher ? matcher.oneOf : [];
    for (const issue of values.flatMap((value) => names?.safeParse(value).error?.issues ?? [])) {
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
