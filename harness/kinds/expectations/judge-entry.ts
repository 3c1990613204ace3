// For specs: an entry as YAML has it, read by its kind's schema and held against a record.

import assert from 'node:assert/strict';
import type { z } from 'zod';
import type { RunRecord } from '../../record/run-record.js';
import { PLAIN_WORDS } from '../plain-words.js';
import type { Finding } from './expectation.js';
import { EXPECTATIONS } from './index.js';

type Entry = Readonly<Record<string, unknown>>;

export function judgeEntry(entry: Entry, record: RunRecord): readonly Finding[] {
  const { kind, spec } = readEntry(entry);
  return kind.judge(record, spec);
}

/** The only finding: fails if there are several. */
export function judgeClause(entry: Entry, record: RunRecord): Finding {
  const findings = judgeEntry(entry, record);
  const [finding] = findings;
  assert.ok(finding !== undefined && findings.length === 1, `${findings.length} findings`);
  return finding;
}

export function readEntry(entry: Entry) {
  const kind = [...EXPECTATIONS.values()].find(({ name }) => name in entry);
  assert.ok(kind !== undefined, 'an entry names its kind');
  return { kind, spec: kind.schema(PLAIN_WORDS).parse(entry) };
}

/** What the schema says is wrong with the entry, `path: message` each. */
export function refusals(entry: Entry): readonly string[] {
  const kind = [...EXPECTATIONS.values()].find(({ name }) => name in entry);
  const result = kind?.schema(PLAIN_WORDS).safeParse(entry);
  return (result?.error?.issues ?? []).flatMap(messagesOf);
}

/** The issues of the alternatives of a union in place of the union's own "Invalid input". */
function messagesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== 'invalid_union') return [`${issue.path.join('.')}: ${issue.message}`];
  return issue.errors.flat().flatMap((inner) => messagesOf({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** `held: actual` – how most tables of the specs are written. */
export const told = ({ outcome, actual }: Finding): string => `${outcome}: ${actual}`;
