// What is written fits the schemas that are published, names nothing that they don't describe, and is read back as it was.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RESULTS_SCHEMA_FILES, suiteSchema } from '../kinds/reporters/index.js';
import { suiteDocument } from '../kinds/reporters/json.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import { summaryOfDocument, toJson, verdictsDocument } from '../kinds/reporters/verdicts-document.js';
import { packageRoot } from '../testing/package-root.js';
import { hostileRun } from './samples/hostile.js';
import { lateReply } from './samples/late-reply.js';
import { restartedServer } from './samples/restart.js';
import { cutReply, resetReply, throttledReply } from './samples/wire-faults.js';

const suite: SuiteReport = {
  runs: [
    lateReply({ forgetsTimeout: false, attempts: 2 }),
    lateReply({ forgetsTimeout: true }),
    restartedServer(),
    { ...restartedServer(), meant: { verdict: 'inconclusive', at: 'guard tcp', met: true } },
    hostileRun(),
    cutReply(),
    resetReply(),
    throttledReply(),
  ],
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 4_200_000,
  folder: 'reports/2026-01-02T03-04-05',
};

interface Schema {
  readonly [key: string]: unknown;
}

function published(name: string, { closed }: { readonly closed: boolean }): Schema {
  const schema = JSON.parse(readFileSync(join(packageRoot(), 'schema', name), 'utf8')) as Schema;
  return closed ? (close(schema) as Schema) : schema;
}

/** Allows no key that is not named. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, close(each)]));
  return 'properties' in closed ? { ...closed, additionalProperties: false } : closed;
}

function assertFits(name: string, schema: Schema, document: unknown): void {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } }).compile(schema);
  assert.ok(validate(document), `${name}: ${JSON.stringify(validate.errors, null, 2)}`);
}

const json = (value: unknown): unknown => JSON.parse(toJson(value));

describe('what is published in schema/', () => {
  test('describes results.json, and every key of it', () => {
    assertFits('results', published('results.schema.json', { closed: true }), json(suiteDocument(suite)));
  });

  test('describes verdicts.json, and every key of it', () => {
    const schema = published('verdicts.schema.json', { closed: true });
    for (const run of suite.runs) assertFits(run.title, schema, json(verdictsDocument(run)));
  });

  test('lets a later version add keys', () => {
    const later = { ...suiteDocument(suite), more: 1 };
    for (const { name } of RESULTS_SCHEMA_FILES.slice(0, 1)) {
      assertFits(name, published(name, { closed: false }), json(later));
    }
  });

  test('refuses what lacks something', () => {
    const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(
      published('results.schema.json', { closed: false }),
    );
    const { counts: _, ...document } = suiteDocument(suite);
    assert.equal(validate(json(document)), false);
  });
});

test('a run that was written is read back as it was', () => {
  for (const run of suite.runs) {
    const { record: _record, timeline: _timeline, ...summary } = { record: 0, timeline: 0, ...run };
    const { runs } = suiteSchema.parse(json(suiteDocument({ ...suite, runs: [run] })));
    const [document] = runs;
    assert.ok(document !== undefined);
    const back = summaryOfDocument(document, summary.folder);
    assert.deepEqual(json(back), json({ ...summary, pieces: summary.pieces.map(withSourceLine) }));
  }
});

const withSourceLine = <P extends { readonly frame: readonly { readonly text: string }[] }>(piece: P): P => ({
  ...piece,
  sourceLine: piece.frame.at(-1)?.text ?? '',
});
