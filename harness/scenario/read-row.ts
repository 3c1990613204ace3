// One row of a scenario file's matrix → its Scenario. Reads from top to bottom as a file does: programs, links, steps,
// expectations, mutants.

import { dirname } from 'node:path';
import { CAPABILITIES, type Capability } from '../vocabulary/capabilities.js';
import type { BehaviourLibrary } from './behaviours/behaviour-library.js';
import { callsThatMatter, needsOfCalls, withCallsThatMatter, type CallsThatMatter } from './calls-that-matter.js';
import { checkNames } from './check-names.js';
import { checkPlaces, checkProse } from './check-places.js';
import { readHead, type Head } from './head.js';
import type { Language } from './language.js';
import type { Row } from './params.js';
import { draftPrograms, type ProgramDraft, type ProgramReading } from './programs/draft-programs.js';
import type { FixtureLibrary } from './programs/fixture-library.js';
import { needsOfBuild, readProgram, refuseSharedPorts } from './programs/read-programs.js';
import { readControl } from './read-control.js';
import { readExpectations } from './read-expectations.js';
import { draftLinks, readLinks } from './read-links.js';
import { readMustBreak, readMutants } from './read-mutants.js';
import type { Link, Program, Scenario } from './scenario.js';
import { checkOrder, checkUnused } from './steps/step-order.js';
import { readSteps } from './steps/read-steps.js';
import type { ProblemList } from './text/problem-list.js';
import type { SourceText } from './text/source-text.js';
import { resolveParam, substitute } from './text/substitute.js';
import { entryOf, filledEntryOf, mapEntries, type Entry, type Mapping } from './text/tree.js';

export interface FileReading {
  readonly language: Language;
  readonly problems: ProblemList;
  readonly fixtures: FixtureLibrary;
  readonly behaviours: BehaviourLibrary;
  readonly source: SourceText;
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
}

/** undefined after at least one problem. `used` grows by the params that it refers to. */
export function readRow(tree: Mapping, row: Row, used: Set<string>, reading: FileReading): Scenario | undefined {
  const { language, problems } = reading;
  const before = problems.count;
  const section: Section = (key) => {
    const entry = filledEntryOf(tree, key);
    return entry === undefined ? undefined : withParams(entry, row, used, problems);
  };
  const cast = enterNames(section, reading);
  const [stepsEntry, whenEntry, expectEntry] = [section('steps'), section('when'), section('expect')];
  const controlEntry = section('control');
  const placed = [cast.programs, stepsEntry, whenEntry, expectEntry, controlEntry];
  checkPlaces(placed, { scope: language.scope, params: Object.keys(row.params) }, problems);
  checkProse([section('title'), section('claim'), section('source')], Object.keys(row.params), problems);
  const { links, programs } = readCast(cast, tree, reading);
  const soundSteps = problems.count;
  const { steps, rules, needs } = readSteps(stepsEntry, whenEntry, language, problems);
  if (problems.count === soundSteps) checkOrder(steps, rules, problems);
  const { expectations, needs: expected } = readExpectations(expectEntry, language, problems);
  const { control, needs: controlled } = readControl(controlEntry, language, problems);
  // A part that could not be read may be the one that uses it: say nothing about unused things then.
  if (problems.count === before) {
    checkUnused({ drafts: cast.drafts, links, steps, rules, mentionedLinks: language.scope.mentioned }, problems);
  }
  const breakable = { drafts: cast.drafts, steps, expectations, complete: problems.count === before };
  const mutants = readMutants(section('mutants'), breakable, language, problems);
  const mustBreak = readMustBreak(section('must-break'), language, problems);
  const head = readHead(section, reading);
  // A fixture's problems are shown once, in its own file, for all scenarios that use it.
  const isWhole = programs.length === cast.drafts.length && head !== undefined;
  if (problems.count > before || !isWhole) return undefined;
  const controlExpectations = control?.kind === 'expect' ? control.expectations : [];
  const calls = callsThatMatter(
    { steps, rules, expectations: [...expectations, ...controlExpectations] },
    language.shelves.expectations,
  );
  return {
    ...scenarioHead(head, row, reading),
    params: row.params,
    programs: withCallsThatMatter(programs, calls),
    links,
    steps,
    rules,
    expectations,
    ...(control === undefined ? {} : { control }),
    mutants,
    mustBreak,
    needs: inOrder([...head.needs, ...needs, ...expected, ...controlled, ...needsOf(programs, calls)]),
  };
}

/** Of a key, its params filled in. */
type Section = (key: string) => Entry | undefined;

/** Who takes part, before what they are is read. */
interface Cast {
  readonly programs: Entry | undefined;
  readonly links: Entry | undefined;
  readonly drafts: readonly ProgramDraft[];
  readonly linkDrafts: ReturnType<typeof draftLinks>;
  readonly programReading: ProgramReading;
}

/** From here on the language's words know the names of this row. */
function enterNames(section: Section, { language, problems, fixtures, path }: FileReading): Cast {
  const [programs, links] = [withSelf(section('programs')), section('links')];
  const programReading = { language, problems, fixtures, folder: dirname(path) };
  const [drafts, linkDrafts] = [draftPrograms(programs, programReading), draftLinks(links)];
  checkNames(drafts, links, problems);
  language.scope.enter({
    programs: new Map(drafts.map(({ name, listens, trace }) => [name, { listens, trace }])),
    links: new Map(linkDrafts.map(({ name, via }) => [name, { via }])),
    folder: dirname(path),
  });
  return { programs, links, drafts, linkDrafts, programReading };
}

/** Links and programs; of these the ones that could be read. */
function readCast(
  { links: linksEntry, drafts, linkDrafts, programReading }: Cast,
  tree: Mapping,
  { language, problems }: FileReading,
): { readonly links: readonly Link[]; readonly programs: readonly Program[] } {
  const before = problems.count;
  const links = readLinks(linksEntry, language, problems);
  const areSound = problems.count === before && !hasBlank(tree, 'links');
  const linkNames = { names: linkDrafts, areSound, mention: (name: string) => language.scope.mention(name) };
  const programs = drafts.flatMap((draft) => readProgram(draft, linkNames, programReading) ?? []);
  refuseSharedPorts(programs, drafts, problems);
  return { links, programs };
}

const hasBlank = (tree: Mapping, key: string): boolean =>
  entryOf(tree, key) !== undefined && filledEntryOf(tree, key) === undefined;

/** In a program's own entry `${self.port}` is its port. */
function withSelf(programs: Entry | undefined): Entry | undefined {
  return (
    programs &&
    mapEntries(programs, (text, program) => text.replaceAll(/\$\{self\.(host|port)\}/g, `\${${program}.$1}`))
  );
}

function withParams(entry: Entry, row: Row, used: Set<string>, problems: ProblemList): Entry {
  const value = substitute(
    entry.value,
    (inner) => {
      const name = /^params\.([^:]*)/.exec(inner)?.[1];
      if (name !== undefined) used.add(name);
      return resolveParam(inner, row.params) ?? { leave: true };
    },
    problems,
  );
  return { ...entry, value };
}

function scenarioHead(head: Head, { row }: Row, { source, path, sha256 }: FileReading) {
  return {
    identity: {
      title: head.title,
      file: source.file,
      line: head.span.line,
      sha256,
      ...(row === undefined ? {} : { row }),
    },
    span: head.span,
    path,
    proves: head.proves,
    ...(head.citation === undefined ? {} : { citation: head.citation }),
    tags: head.tags,
    timeoutUs: head.timeoutUs,
    ...(head.capture === undefined ? {} : { capture: head.capture }),
  };
}

const needsOf = (programs: readonly Program[], calls: CallsThatMatter): readonly Capability[] =>
  programs.flatMap((program) => [
    ...(program.ready.kind === 'listening' ? (['kernel-tcp-table'] as const) : []),
    ...needsOfCalls(program, calls),
    ...needsOfBuild(program),
  ]);

const inOrder = (needs: readonly Capability[]): readonly Capability[] =>
  (Object.keys(CAPABILITIES) as Capability[]).filter((capability) => needs.includes(capability));
