// The harness can say no: every file in scenarios/must-break gets the verdict that it names, at the piece that it names, with
// the text that it names, while all else in it holds. And nothing that a scenario can say is left out.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { startLiveEngine, type Engine, type Job, type JobResult } from './engine/index.js';
import { findPiece, judgeRecord } from './judge/index.js';
import { EXPECTATIONS } from './kinds/expectations/index.js';
import { FAULTS } from './kinds/faults/index.js';
import { PLAIN_WORDS } from './kinds/plain-words.js';
import { TOXICS } from './kinds/toxics/index.js';
import { parseRecord } from './record/json-lines.js';
import { findScenarioFiles, readScenarioFiles, renderProblems } from './scenario/index.js';
import type { MustBreak, Scenario } from './scenario/scenario.js';
import { CONDITION_KINDS } from './scenario/steps/condition-schemas.js';
import { packageRoot } from './testing/package-root.js';
import { SIGNALS } from './vocabulary/signals.js';

const root = packageRoot();
const { paths } = findScenarioFiles([join(root, 'scenarios/must-break')]);
const { scenarios, problems } = readScenarioFiles(paths, { cwd: root });

const nameOf = ({ identity: { file, row } }: Scenario): string => (row === undefined ? file : `${file} row ${row + 1}`);

describe('scenarios/must-break', () => {
  const jobs = scenarios.map((scenario): Job => ({
    id: nameOf(scenario),
    path: scenario.path,
    row: scenario.identity.row,
    attempt: 0,
  }));
  let reportsFolder: string | undefined;
  let engine: Engine | undefined;

  before(async () => {
    reportsFolder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
    const options = { concurrency: 4, seed: undefined, keep: false, strict: false, reportsFolder } as const;
    engine = await startLiveEngine({ ...options, toxiproxy: { kind: 'embedded' } });
    engine.announce(jobs);
  });

  after(async () => {
    await engine?.close();
    if (reportsFolder !== undefined) rmSync(reportsFolder, { recursive: true, force: true });
  });

  test('can be read', () => assert.equal(renderProblems(problems, { colour: false }), ''));

  for (const [index, scenario] of scenarios.entries()) {
    test(nameOf(scenario), async (t) => {
      const [job, running] = [jobs[index], engine];
      assert.ok(job !== undefined && running !== undefined);
      expectVerdict(t, scenario, await running.execute(job));
    });
  }
});

function expectVerdict(t: TestContext, scenario: Scenario, { outcome, folder, reason, text }: JobResult): void {
  if (outcome === 'unsupported') return t.skip(reason);
  const { mustBreak } = scenario;
  assert.ok(mustBreak !== undefined && folder !== undefined, `${nameOf(scenario)} says which verdict it must get`);
  const verdict = judgeRecord(scenario, parseRecord(readFileSync(join(folder, 'record.jsonl'), 'utf8')));
  const piece = findPiece(verdict, { ...mustBreak, outcome: mustBreak.verdict });
  // What one step brought about (the rig's trouble with a fault, and the receipt that the fault owes) is one piece of news.
  const others = verdict.verdicts.filter((other) => other.outcome !== 'held' && other.span.line !== piece?.span.line);
  const isAsMeant = outcome === mustBreak.verdict && verdict.outcome === outcome && others.length === 0;
  assert.ok(piece !== undefined && isAsMeant, `expected ${wantedText(mustBreak)}, but got\n\n${text}`);
}

const wantedText = ({ verdict, at, because = '' }: MustBreak): string =>
  `${verdict} at "${at}" because of ${JSON.stringify(because)}, and nothing else to be wrong`;

describe('a scenario in must-break speaks of', () => {
  const broken = scenarios.filter(({ mustBreak }) => mustBreak?.verdict === 'broken');
  const inconclusive = scenarios.filter(({ mustBreak }) => mustBreak?.verdict === 'inconclusive');
  const isAt = ({ mustBreak }: Scenario, at: string): boolean => ` ${mustBreak?.at} `.includes(` ${at} `);

  test('every clause of every expectation', () => {
    const lacking = [...EXPECTATIONS.values()].flatMap((kind) => {
      const isTold = (clause: string): boolean =>
        scenarios.some((one) => isAt(one, clause) && clausesOf(one, kind.name).includes(clause));
      return shapeOf(kind.name)
        .clauses.filter((clause) => !isTold(clause))
        .map((clause) => `${kind.name}: ${clause}`);
    });
    assert.deepEqual(lacking, []);
  });

  test('every key by which an expectation selects what it is about', () => {
    const lacking = [...EXPECTATIONS.keys()].flatMap((name) => {
      const entries = paths.flatMap((path) => entriesOf(path, name));
      return shapeOf(name)
        .keys.filter((key) => !entries.some((entry) => Object.hasOwn(entry, key)))
        .map((key) => `${name}: { ${key} }`);
    });
    assert.deepEqual(lacking, []);
  });

  test('every toxic, and every one that owes a receipt without it', () => {
    const lacking = [...TOXICS.keys()].filter((type) => !faultsOf(scenarios).some(({ toxic }) => toxic === type));
    const owing = [...TOXICS.keys()].filter((type) => type !== 'noop' && !inconclusive.some((one) => isAt(one, type)));
    assert.deepEqual([...lacking, ...owing], []);
  });

  test('every fault, and every signal', () => {
    const faults = [...FAULTS.keys()].filter((name) => !faultsOf(scenarios).some(({ fault }) => fault === name));
    const signals = SIGNALS.filter((name) => !faultsOf(scenarios).some(({ signal }) => signal === name));
    assert.deepEqual([...faults, ...signals], []);
  });

  test('every condition, of a guard that is inconclusive and of an await that is broken', () => {
    const guards = CONDITION_KINDS.filter((kind) => !inconclusive.some((one) => isAt(one, `guard ${kind}`)));
    const awaits = CONDITION_KINDS.filter((kind) => !broken.some((one) => isAt(one, `await ${kind}`)));
    assert.deepEqual({ guards, awaits }, { guards: [], awaits: [] });
  });

  test('a start that is never ready, a rule that never fires, and trouble of the rig', () => {
    assert.ok(broken.some((one) => isAt(one, 'start')));
    assert.ok(inconclusive.some((one) => isAt(one, 'when')));
    assert.ok(inconclusive.some((one) => isAt(one, 'rig')));
  });
});

interface Shape {
  /** Keys of the whole entry, its own name among them: what a finding can be about. */
  readonly clauses: readonly string[];
  /** Keys of the value under its name (of each item, if that is a list). */
  readonly keys: readonly string[];
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

function shapeOf(expectation: string): Shape {
  const kind = EXPECTATIONS.get(expectation);
  assert.ok(kind !== undefined);
  // What an author may write, before it is transformed. JSON Schema's own type allows far more than our schemas make.
  const options = { io: 'input', unrepresentable: 'any' } as const;
  const { properties = {} } = z.toJSONSchema(kind.schema(PLAIN_WORDS), options) as JsonSchema;
  const subject = properties[expectation];
  const keys = subject?.properties ?? subject?.items?.properties ?? {};
  return { clauses: Object.keys(properties), keys: Object.keys(keys) };
}

const clausesOf = ({ expectations }: Scenario, kind: string): readonly string[] =>
  expectations.filter((one) => one.kind === kind).flatMap(({ clauses }) => Object.keys(clauses));

/** The values under `kind` as they stand in the file; each item, if they are lists. */
function entriesOf(path: string, kind: string): readonly object[] {
  // It was read without a problem: `expect` is a list of mappings.
  const { expect } = parse(readFileSync(path, 'utf8')) as { readonly expect: readonly Record<string, unknown>[] };
  return expect.flatMap((entry) => entry[kind] ?? []).filter((value) => typeof value === 'object' && value !== null);
}

interface Injected {
  readonly fault: string;
  readonly toxic: string | undefined;
  readonly signal: string | undefined;
}

function faultsOf(among: readonly Scenario[]): readonly Injected[] {
  return among.flatMap(({ steps, rules }) =>
    [...steps, ...rules.map(({ step }) => step)].flatMap((step) => {
      if (step.do !== 'inject') return [];
      // Specs of the faults that are on the shelf, each with its own keys.
      const spec = step.spec as { readonly toxic?: { readonly type: string }; readonly signal?: string };
      return [{ fault: step.fault, toxic: spec.toxic?.type, signal: spec.signal }];
    }),
  );
}
