// One fixture: `fixtures/<name>/fixture.yaml`, read and checked once, with the patches of its mutants.

import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { isFile, readText } from '../files.js';
import type { Language } from '../language.js';
import type { Patch, Program } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { readYaml } from '../text/read-yaml.js';
import { shape, spanOfPart } from '../shape/shape.js';
import { SourceText } from '../text/source-text.js';
import { substitute, type Resolved } from '../text/substitute.js';
import { childOf, entriesOf, entryOf, itemsOf, plainOf, textOf, type Tree } from '../text/tree.js';
import { readArgument, refuseUnit, type ArgumentType, type ArgumentValue } from './arguments.js';
import type { fixtureSchema } from './fixture-schema.js';
import { readMutants } from './fixture-mutants.js';

export interface Fixture {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Words of the command; a list is left out as a whole when an argument in it is not given. May hold `${…}`. */
  readonly run: readonly (string | readonly string[])[];
  /** How it is built; `${build.path}` is what comes of it. */
  readonly build: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly ready: Program['ready'];
  readonly readyWithinUs: number | undefined;
  readonly listens: boolean;
  readonly trace: Program['trace'];
  readonly args: ReadonlyMap<string, Argument>;
  readonly mutants: ReadonlyMap<string, Patch>;
  /** It connects to a link: `${link.host}`, `${link.port}`. */
  readonly usesLink: boolean;
}

export interface Argument {
  readonly type: ArgumentType;
  readonly default: ArgumentValue | undefined;
  readonly optional: boolean;
}

export type FixtureFile = z.output<ReturnType<typeof fixtureSchema>>;

/** Reads a fixture.yaml; undefined after at least one problem in that file. */
export function readFixture(
  path: string,
  shown: string,
  language: Language,
  problems: ProblemList,
): Fixture | undefined {
  const file = readText(path);
  if ('problem' in file) {
    problems.add({ file: shown, line: 1, column: 1, length: 1 }, file.problem);
    return undefined;
  }
  const source = new SourceText(shown, file.text);
  problems.know(source);
  const before = problems.count;
  const tree = readYaml(source, problems);
  if (tree === undefined) return undefined;
  const spec = shape(language.fixture, { tree, name: 'a fixture', at: source.span(0, 1) }, problems);
  if (spec === undefined) return undefined;
  const fixture = build(dirname(path), tree, spec, problems);
  return problems.count === before ? fixture : undefined;
}

function build(folder: string, tree: Tree, spec: FixtureFile, problems: ProblemList): Fixture {
  const args = readArguments(tree, folder, problems);
  const { run, usesLink } = readRun(
    tree,
    folder,
    { args, listens: spec.listens ?? false, isBuilt: spec.build !== undefined },
    problems,
  );
  const ready = spec.ready ?? (spec.listens === true ? 'listening' : 'spawned');
  if (ready === 'listening' && spec.listens !== true) {
    problems.add(entryOf(tree, 'ready')?.keySpan ?? tree.span, NOT_LISTENING);
  }
  return {
    name: folder.split(/[\\/]/).at(-1) ?? folder,
    folder,
    run,
    build: spec.build,
    env: textsOf(spec.env),
    ready: readyOf(ready),
    readyWithinUs: spec.within,
    listens: spec.listens ?? false,
    trace: spec.trace ?? 'auto',
    args,
    mutants: readMutants(tree, folder, problems),
    usesLink,
  };
}

export const NOT_LISTENING = {
  message: 'a program that does not listen is never ready by listening',
  expected: '`listens: true`, or another `ready:`',
  found: 'ready: listening',
  hint: 'with `listens: true` it gets a port: "${self.port}"',
};

export function readyOf(written: 'listening' | 'spawned' | { readonly line: string }): Program['ready'] {
  return typeof written === 'string' ? { kind: written } : { kind: 'line', line: written.line };
}

export const textsOf = (
  values: Readonly<Record<string, string | number | boolean>> | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));

function readArguments(tree: Tree, folder: string, problems: ProblemList): ReadonlyMap<string, Argument> {
  const args = new Map<string, Argument>();
  for (const { key, value } of entriesOf(childOf(tree, 'args'))) {
    // The schema has checked that it is one of them.
    const type = textOf(childOf(value, 'type')) as ArgumentType;
    const optional = plainOf(childOf(value, 'optional') ?? NO) === true || type === 'flag';
    args.set(key, { type, optional, default: readDefault(type, value, folder, problems) });
  }
  return args;
}

const NO: Tree = { is: 'scalar', span: { file: '', line: 1, column: 1, length: 1 }, value: false, written: '' };

function readDefault(type: ArgumentType, tree: Tree, folder: string, problems: ProblemList): ArgumentValue | undefined {
  const entry = entryOf(tree, 'default');
  if (entry === undefined) return undefined;
  const reading = readArgument(type, plainOf(entry.value), { folder, isFile });
  if ('value' in reading) return reading.value;
  problems.addUnlessKnown(spanOfPart(entry, reading.at ?? []), reading.problem);
  return undefined;
}

interface RunNames {
  readonly args: ReadonlyMap<string, Argument>;
  readonly listens: boolean;
  readonly isBuilt: boolean;
}

/** Checks every `${…}` of the command, and makes the names of the fixture's own files absolute. */
function readRun(
  tree: Tree,
  folder: string,
  names: RunNames,
  problems: ProblemList,
): Pick<Fixture, 'run' | 'usesLink'> {
  const used = new Set<string>();
  const run = childOf(tree, 'run');
  const check = (inner: string): Resolved => {
    used.add(inner.split(':')[0] ?? inner);
    return checkReference(inner, names);
  };
  const before = problems.count;
  for (const part of [run, childOf(tree, 'env')]) if (part !== undefined) substitute(part, check, problems);
  // A reference that is wrong may be the one that was meant.
  const isSound = problems.count === before;
  for (const { key, keySpan } of isSound ? entriesOf(childOf(tree, 'args')) : []) {
    if (used.has(`args.${key}`)) continue;
    const hint = `use it in \`run\`: "\${args.${key}}"`;
    const found = 'nothing that refers to it';
    problems.add(keySpan, {
      message: `the argument "${key}" is never used`,
      expected: 'its name in `run:`',
      found,
      hint,
    });
  }
  const absolute = (item: Tree): string => ownFile(String(plainOf(item)), folder);
  const words = itemsOf(run).map((item) => (item.is === 'list' ? item.items.map(absolute) : absolute(item)));
  const defaults = [...names.args.values()].flatMap(({ default: value }) =>
    typeof value?.value === 'string' ? value.value : [],
  );
  const usesLink =
    [...used].some((name) => name.startsWith('link.')) || defaults.some((text) => text.includes('${link.'));
  return { run: words, usesLink };
}

function ownFile(word: string, folder: string): string {
  return !word.startsWith('-') && !word.includes('${') && isFile(resolve(folder, word)) ? resolve(folder, word) : word;
}

function checkReference(inner: string, { args, listens, isBuilt }: RunNames): Resolved {
  const [name = '', unit] = inner.split(':');
  const known = ['link.host', 'link.port', ...[...args.keys()].map((arg) => `args.${arg}`)];
  if (listens) known.push('self.host', 'self.port');
  if (isBuilt) known.push('build.path');
  if (known.includes(name)) {
    const argument = args.get(name.slice('args.'.length));
    const problem = argument === undefined ? undefined : refuseUnit(name.slice('args.'.length), argument.type, unit);
    return problem === undefined ? { leave: true } : { problem };
  }
  const deaf = name.startsWith('self.') && !listens ? 'say `listens: true`: then it has a port' : undefined;
  const hint = deaf ?? didYouMean(name, known);
  const message = `a fixture can’t refer to "${name}"`;
  return {
    problem: { message, expected: `one of ${known.join(', ')}`, found: inner, ...(hint === undefined ? {} : { hint }) },
  };
}
