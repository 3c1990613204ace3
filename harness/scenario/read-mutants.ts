// `mutants:` → Mutants: each names a program, one of its fixture's wrong variants, and where the scenario must break.

import { z } from 'zod';
import type { Words } from '../kinds/words.js';
import { breaksAt } from './breaks.js';
import type { Language } from './language.js';
import type { ProgramDraft } from './programs/draft-programs.js';
import { unknownMutant } from './programs/read-programs.js';
import type { Expectation, MustBreak, Mutant, Patch, Step } from './scenario.js';
import type { ProblemList } from './text/problem-list.js';
import { didYouMean } from './text/near.js';
import { shape } from './shape/shape.js';
import { childOf, describeTree, valueSpan, type Entry, type Tree } from './text/tree.js';

export function mutantSchema(words: Words) {
  return z.strictObject({
    name: z.string().min(1).meta({ description: 'A mutant of the program’s fixture.' }),
    program: words.program,
    breaks: z.string().min(1).meta({
      description: 'Where the scenario must break: a step such as `await exit`, or a clause such as `takes`.',
    }),
    because: z.string().optional().meta({ description: 'A text that the evidence must hold, such as an errno.' }),
  });
}

/** `must-break:` — for the scenarios that show that the harness can say no. */
export function mustBreakSchema() {
  return z.strictObject({
    verdict: z.enum(['broken', 'inconclusive']),
    at: z
      .string()
      .min(1)
      .meta({ description: 'The step, clause or fault whose verdict it is: `await exit`, `takes`.' }),
    because: z.string().min(1).optional().meta({ description: 'A text that the verdict’s "actual" must hold.' }),
  });
}

export function readMustBreak(
  entry: Entry | undefined,
  language: Language,
  problems: ProblemList,
): MustBreak | undefined {
  if (entry === undefined) return undefined;
  const spec = shape(language.mustBreak, { tree: entry.value, name: '`must-break`', at: entry.keySpan }, problems);
  return spec === undefined ? undefined : { verdict: spec.verdict, at: spec.at, because: spec.because };
}

export interface Breakable {
  readonly drafts: readonly ProgramDraft[];
  readonly steps: readonly Step[];
  readonly expectations: readonly Expectation[];
  /** All steps and expectations could be read. */
  readonly complete: boolean;
}

export function readMutants(
  entry: Entry | undefined,
  { drafts, steps, expectations, complete }: Breakable,
  language: Language,
  problems: ProblemList,
): readonly Mutant[] {
  if (entry === undefined) return [];
  if (entry.value.is !== 'list') {
    const expected = 'a list: `- { name: forgets-settimeout, program: client, breaks: takes }`';
    problems.add(valueSpan(entry), { message: '`mutants` must be a list', expected, found: describeTree(entry.value) });
    return [];
  }
  const mutants: Mutant[] = [];
  for (const tree of entry.value.items) {
    const spec = shape(language.mutant, { tree, name: 'a mutant' }, problems);
    if (spec === undefined) continue;
    const twin = mutants.find(({ name, program }) => name === spec.name && program === spec.program);
    if (twin !== undefined) refuseTwin(spec, tree, twin.span.line, problems);
    const patch = findPatch(spec, drafts, tree, problems);
    // What `breaks` names may be a part that could not be read.
    if (complete) checkBreaks(spec.breaks, tree, { steps, expectations }, problems);
    mutants.push({
      span: tree.span,
      name: spec.name,
      program: spec.program,
      breaks: spec.breaks,
      because: spec.because,
      ...(patch === undefined ? {} : { patch }),
    });
  }
  return mutants;
}

function refuseTwin(
  { name, program }: { readonly name: string; readonly program: string },
  tree: Tree,
  line: number,
  problems: ProblemList,
): void {
  problems.add(childOf(tree, 'name')?.span ?? tree.span, {
    message: `the mutant "${name}" of "${program}" is listed twice`,
    expected: 'each mutant once, with the piece at which the scenario must break',
    found: `the first one in line ${line}`,
  });
}

function findPatch(
  { name, program }: { readonly name: string; readonly program: string },
  drafts: readonly ProgramDraft[],
  tree: Tree,
  problems: ProblemList,
): Patch | undefined {
  const source = drafts.find((draft) => draft.name === program)?.source;
  if (source?.kind === 'run') {
    problems.add(childOf(tree, 'program')?.span ?? tree.span, {
      message: `the program "${program}" has no mutants`,
      expected: 'a program from a fixture: mutants are described in its fixture.yaml',
      found: `${program}: { run: … }`,
    });
  }
  if (source?.kind !== 'fixture') return undefined;
  const patch = source.fixture.mutants.get(name);
  if (patch === undefined) problems.add(childOf(tree, 'name')?.span ?? tree.span, unknownMutant(name, source.fixture));
  return patch;
}

function checkBreaks(
  breaks: string,
  tree: Tree,
  { steps, expectations }: Pick<Breakable, 'steps' | 'expectations'>,
  problems: ProblemList,
): void {
  const labels = [...steps.map(({ label }) => label), ...expectations.map(({ label }) => label)];
  const clauses = expectations.flatMap((expectation) => Object.keys(expectation.clauses));
  if ([...labels, ...clauses].some((one) => breaksAt(breaks, one))) return;
  const known = [...new Set([...steps.map(({ label }) => label.split(' ').slice(0, 2).join(' ')), ...clauses])];
  const hint = didYouMean(breaks, known);
  problems.add(childOf(tree, 'breaks')?.span ?? tree.span, {
    message: `nothing in this scenario is called "${breaks}"`,
    expected: `a step or a clause: ${known.join(', ')}`,
    found: breaks,
    ...(hint === undefined ? {} : { hint }),
  });
}
