// The JSON Schema for editors against the reader: what the reader takes, no editor marks; what an editor takes, the reader
// refuses only for what no schema can say. Over all scenario files with every value as a param, and small variations of some.

import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { ScenarioProblem } from '../../vocabulary/problems.js';
import { findScenarioFiles } from '../find-files.js';
import { readScenarioFile } from '../read-file.js';
import { SHELVES } from '../shelves.js';
import { folderWith, ROOT } from '../spec-support.js';
import { quantityOf } from '../text/quantities.js';
import { scenarioJsonSchema } from './json-schema.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const isTaken = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(scenarioJsonSchema(SHELVES));

// The files are what parse makes of them.
const FILES = findScenarioFiles(['scenarios'], ROOT).paths.map((path) => ({
  path: path.slice(ROOT.length + 1),
  scenario: parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Json>>,
}));

/** These say all that a scenario can say (must-break.spec.ts), and seldom change: so do their variations. */
const VARIED = FILES.filter(({ path }) => path.startsWith('scenarios/must-break/'));

/** A reader of scenarios as data, which lie beside the repository's fixtures. JSON is YAML. */
function readerIn(t: TestContext): (scenario: Json) => readonly ScenarioProblem[] {
  const folder = folderWith(t, {});
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  const path = join(folder, 'x.scenario.yaml');
  return (scenario) => {
    writeFileSync(path, JSON.stringify(scenario));
    return readScenarioFile(path, { cwd: folder }).problems;
  };
}

const listed = (problems: readonly ScenarioProblem[]): string =>
  problems.map(({ message, found }) => `${message} (found ${found ?? '–'})`).join('\n');

describe('a scenario in which every value is a param', () => {
  test('is taken by the reader and by the schema', (t) => {
    const read = readerIn(t);
    for (const { path, scenario } of FILES) {
      // A payload's file is not in the folder that it is read in.
      if (read(scenario).length > 0) continue;
      const lifted = withParams(scenario);
      assert.equal(listed(read(lifted)), '', path);
      assert.ok(isTaken(lifted), `${path}: ${JSON.stringify(isTaken.errors?.slice(0, 3))}`);
    }
  });
});

/** The same scenario, its values under `params`; what can be none (sums, texts with references) stays. */
function withParams({ params = {}, matrix, ...rest }: Readonly<Record<string, Json>>): Json {
  const lifted: Record<string, Json> = { ...(params as Readonly<Record<string, Json>>) };
  const lift = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(lift);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lift(inner)]));
    }
    if (value === null || (typeof value === 'string' && !canBeParam(value))) return value;
    const name = `lifted-${Object.keys(lifted).length}`;
    lifted[name] = value;
    return `\${params.${name}}`;
  };
  const body = lift(rest) as Readonly<Record<string, Json>>;
  return { ...body, params: lifted, ...(matrix === undefined ? {} : { matrix }) };
}

const canBeParam = (text: string): boolean =>
  !text.includes('${') && !(/[+×x*]/.test(text) && quantityOf(text) !== undefined);

describe('a scenario that was changed a little', () => {
  test('is taken by both, or refused by the reader for what no schema can say', (t) => {
    const read = readerIn(t);
    fc.assert(
      fc.property(CHANGED, ({ scenario, what }) => {
        const problems = read(scenario);
        const taken = isTaken(scenario);
        const told = `${what}\n${JSON.stringify(scenario)}`;
        if (problems.length === 0) assert.ok(taken, `${told}\n${JSON.stringify(isTaken.errors?.slice(0, 3))}`);
        if (!taken) return;
        assert.equal(listed(problems.filter(isSeen)), '', told);
      }),
      // The same variations each time: a new one is found by who looks for it.
      { seed: Number(process.env['GUASTO_FUZZ_SEED'] ?? 1), numRuns: Number(process.env['GUASTO_FUZZ_RUNS'] ?? 500) },
    );
  });
});

const isSeen = ({ message, found }: ScenarioProblem): boolean =>
  !UNSEEN.some((pattern) => pattern.test(message)) && !(found?.includes('${params.') ?? false);

/** What the reader says where it needs other files, the other lines of the file, or the values of its params. */
const UNSEEN: readonly RegExp[] = [
  // names, and files
  /^there is no (program|link|program or link|param|fixture|behaviour|fault) "/,
  /^the fixture \S+ (has no|needs the|does not listen)/,
  /^the argument `/,
  /^the (payload file|folder) "/,
  /^nothing in this scenario is called/,
  /is not something to refer to$/,
  /^the (program|link) ".*" (has no|does not listen|is never used|is never started)/,
  /^"\S+" connects to a link/,
  /^a link can’t lead to/,
  /^`\S+` speaks of what passes a link, and nobody sees it$/,
  /^".*" is a program and a link/,
  // the order of the steps
  /^"\S+" (has not been started|is started twice)/,
  /^the fault ".*" is/,
  /^the link ".*" is (not )?down/,
  /^two (faults|programs)/,
  // params
  /^the param "/,
  /^row \d+ of the matrix/,
  // what several keys say together
  / does not fit$/,
  /^`output` (does not say|says in more than one way) which line$/,
  /^the toxic \S+ refuses these attributes$/,
  /^an event \S+ has no field/,
  /^expected the name of a (program|link)$/,
];

interface Change {
  readonly scenario: Json;
  readonly what: string;
}

type Path = readonly (string | number)[];

const CHANGED: fc.Arbitrary<Change> = fc
  .record({ file: fc.constantFrom(...VARIED), at: fc.nat(), edit: fc.nat(), pick: fc.nat() })
  .map(({ file: { path, scenario }, at, edit, pick }) => {
    const paths = pathsIn(scenario);
    const where = paths[at % paths.length] ?? [];
    const change = EDITS[edit % EDITS.length] ?? remove;
    return { scenario: change(scenario, where, pick), what: `${path}: ${change.name} ${pick} at ${where.join('.')}` };
  });

function pathsIn(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [...(path.length === 0 ? [] : [path]), ...inner.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

type Edit = (scenario: Json, path: Path, pick: number) => Json;

/** What stands under each key in these files: what is right in one place is often almost right in another. */
const SEEN: ReadonlyMap<string, readonly Json[]> = seenValues();

function seenValues(): ReadonlyMap<string, readonly Json[]> {
  const seen = new Map<string, Map<string, Json>>();
  for (const { scenario } of VARIED) {
    for (const path of pathsIn(scenario)) {
      const key = keyOf(path);
      const values = seen.get(key) ?? new Map<string, Json>();
      seen.set(key, values);
      const value = valueAt(scenario, path);
      values.set(JSON.stringify(value), value);
    }
  }
  return new Map([...seen].map(([key, values]) => [key, [...values.values()]]));
}

function keyOf(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string'));
}

/** The path is one of the value's own. */
function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((inner, step) => (inner as Readonly<Record<string | number, Json>>)[step] ?? null, value);
}

/** The value with another one at the path; undefined: without it. */
function put(value: Json, [step, ...rest]: Path, other: Json | undefined): Json {
  if (step === undefined) return other ?? null;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (rest.length === 0 && other === undefined) return items.filter((_, index) => index !== step);
    return items.map((item, index) => (index === step ? put(item, rest, other) : item));
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  if (rest.length === 0 && other === undefined) return Object.fromEntries(entries.filter(([key]) => key !== step));
  return Object.fromEntries(entries.map(([key, item]) => [key, key === step ? put(item, rest, other) : item]));
}

const remove: Edit = (scenario, path) => put(scenario, path, undefined);

const SCALARS = [0, 1, 2, 1.5, -1, 255, 65_536, true, false, null, '', 'x', 'first', 'every', 'none', 'any', 'KILL'];
const AMOUNTS = ['5s', '5S', '2 × 500ms', '500ms*2', '1s + 1ms', '1.5KiB', '64kib', '100KB/s', '0x61', '0 0', 'Y2k='];
const NAMES = ['server', 'client', '${params.timeout}', '${ params.timeout }', '${server.port}', '${wire.host}'];
const NESTED = [[], {}, ['x'], [1], { text: 'x' }, { 'at-least': '1s' }, { 'at-least': 1 }, { of: 'client' }];
const ODD: readonly Json[] = [...SCALARS, ...AMOUNTS, ...NAMES, ...NESTED];

const replaceByOdd: Edit = (scenario, path, pick) => put(scenario, path, ODD[pick % ODD.length]);

const replaceBySeen: Edit = (scenario, path, pick) => {
  const values = SEEN.get(keyOf(path)) ?? [];
  return put(scenario, path, values[pick % values.length]);
};

/** A key, with a value that it has somewhere, where it may not belong. */
const addKey: Edit = (scenario, path, pick) => {
  const keys = [...SEEN.keys(), 'unknown'];
  const key = keys[pick % keys.length] ?? '';
  const values = SEEN.get(key) ?? [1];
  const value = valueAt(scenario, path);
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  return put(scenario, path, Object.fromEntries([...entries, [key, values[pick % values.length] ?? 1]]));
};

const wrap: Edit = (scenario, path) => put(scenario, path, [valueAt(scenario, path)]);

const unwrap: Edit = (scenario, path) => {
  const value = valueAt(scenario, path);
  return put(scenario, path, Array.isArray(value) ? (value[0] as Json) : value);
};

const EDITS: readonly Edit[] = [remove, replaceByOdd, replaceByOdd, replaceBySeen, replaceBySeen, addKey, wrap, unwrap];
