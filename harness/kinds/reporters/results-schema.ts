// results.json and verdicts.json in a documented shape: what the published schemas say, and what files are read back with.
// A later version may add keys; it changes none without a new `format`.

import { z } from 'zod';

const us = (about: string): z.ZodNumber => z.number().describe(`${about}, microseconds`);
const text = (about: string): z.ZodString => z.string().describe(about);
const at = z.number().int().min(1);

const outcome = z
  .enum(['held', 'broken', 'inconclusive', 'unsupported'])
  .describe(
    'held: all is as it must be; broken: a claim is false; inconclusive: the run proves nothing; unsupported: not run',
  );

const span = z
  .object({
    file: text('As the user would write it'),
    line: at.describe('From 1'),
    column: at.describe('From 1'),
    length: z.number().int().min(0),
  })
  .readonly()
  .describe('A place in a scenario file');

const evidence = z
  .object({
    seq: z.number().int().min(0).describe('Of an event in record.jsonl'),
    atUs: us('Since the start of the run'),
    text: text('The event as one line'),
  })
  .readonly();

const timing = z
  .object({
    actualUs: us('What was measured'),
    atLeastUs: us('The least that was allowed').exactOptional(),
    atMostUs: us('The most that was allowed').exactOptional(),
  })
  .readonly();

const verdict = z
  .object({
    subject: text('step, guard, expectation, receipt, rig, rule or capability'),
    label: text('Of the entry of the scenario file'),
    clause: text('The key of the entry that is judged'),
    outcome,
    expected: z.string(),
    actual: z.string(),
    hint: text('What to try').exactOptional(),
    span,
    frame: z
      .array(z.object({ line: at, text: z.string() }).readonly())
      .readonly()
      .describe('A few lines of the scenario file, the last one at `span`'),
    evidence: z.array(evidence).readonly().describe('The events that prove it'),
    timing: timing.exactOptional(),
  })
  .readonly();

const storyLine = z
  .object({
    atUs: us('Since the start of the run'),
    who: text('A program, a link with the number of its connection, `fault`, `harness`'),
    text: z.string(),
    proves: z.boolean().describe('It is one of the events that a verdict other than held rests on'),
    isFault: z.boolean(),
    omittedBefore: z.number().int().min(0).describe('How many lines were left out just before this one'),
  })
  .readonly();

const overview = z
  .object({
    seed: z.number(),
    versions: z.record(z.string(), z.string()).readonly().describe('Of what took part, by name'),
    noise: z
      .object({
        harnessLagUs: us('Longest delay of the harness').exactOptional(),
        proxyLagUs: us('Longest delay of the proxy').exactOptional(),
        stealUs: us('Taken by the hypervisor, in sum').exactOptional(),
      })
      .readonly()
      .describe('How disturbed the machine was'),
    strip: z
      .object({
        fromUs: us('Where it begins'),
        untilUs: us('Where it ends'),
        lanes: z
          .array(z.object({ program: z.string(), cells: z.string() }).readonly())
          .readonly()
          .describe('` ` not there, `-` at work, `|` a call, `=` waiting in a call, `!` a call raised'),
        faults: text('`#` while a fault is in place'),
      })
      .readonly()
      .describe('The run at a glance: a character for each equal part of its time'),
  })
  .readonly();

const run = {
  runId: text('Empty if it was not run'),
  title: text('The claim'),
  file: text('The scenario file, as the user would write it'),
  line: at.describe('Of the title, from 1'),
  row: z.number().int().min(0).describe('Of the matrix, from 0; absent without one').exactOptional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).readonly(),
  proves: text('Id in the behaviour catalogue').exactOptional(),
  citation: z.object({ claim: z.string(), source: z.string() }).readonly().exactOptional(),
  tags: z.array(z.string()).readonly(),
  meant: z
    .object({
      verdict: z.enum(['broken', 'inconclusive']),
      at: text('The clause or label of the piece at which it must be so'),
      met: z.boolean().describe('It got this verdict, there, and for the reason that the scenario names'),
    })
    .readonly()
    .describe('Of a scenario that is wrong on purpose: what its `must-break:` says')
    .exactOptional(),
  outcome,
  reason: text('Why it is unsupported').exactOptional(),
  startedAt: z.iso.datetime().describe('Wall clock'),
  durationUs: us('Wall time of the run'),
  attempts: at.describe('How often it was run because it was inconclusive'),
  seed: z.number(),
  repeat: text('The command that runs just this scenario again'),
  verdicts: z.array(verdict).readonly().describe('In the order of the scenario file; held ones too'),
  story: z.array(storyLine).readonly().describe('What happened, in few lines; empty for a run that held'),
  overview: overview.exactOptional(),
};

/** One run: `verdicts.json` in the run's folder. */
export const verdictsSchema = z
  .object({ format: z.literal('guasto-verdicts/1'), ...run })
  .readonly()
  .describe('The verdicts of one run of a guasto scenario');

const suiteRun = z
  .object({
    format: z.literal('guasto-verdicts/1'),
    ...run,
    folder: text(
      'With record, verdicts and pictures, relative to this file; absent if nothing was written',
    ).exactOptional(),
  })
  .readonly();

const count = z.number().int().min(0);

/** All runs of an invocation: `results.json` in the invocation's folder. */
export const suiteSchema = z
  .object({
    format: z.literal('guasto-suite/1'),
    startedAt: z.iso.datetime().describe('Wall clock'),
    durationUs: us('Wall time of the invocation; of the longest of those that were merged'),
    outcome: outcome.describe('The worst of all'),
    counts: z.object({ held: count, broken: count, inconclusive: count, unsupported: count }).readonly(),
    runs: z.array(suiteRun).readonly().describe('By file, place in it and row'),
  })
  .readonly()
  .describe('All runs of one invocation of guasto');

export type VerdictsDocument = z.infer<typeof verdictsSchema>;
export type VerdictDocument = z.infer<typeof verdict>;
export type SuiteDocument = z.infer<typeof suiteSchema>;
export type SuiteRunDocument = z.infer<typeof suiteRun>;

/** JSON Schema 2020-12. Keys that it does not name are allowed: later versions may add some. */
export const resultsJsonSchema = (schema: z.ZodType): unknown =>
  z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });

/** The files of `schema/` that describe what is written. */
export const RESULTS_SCHEMA_FILES: readonly { readonly name: string; readonly schema: z.ZodType }[] = [
  { name: 'results.schema.json', schema: suiteSchema },
  { name: 'verdicts.schema.json', schema: verdictsSchema },
];
