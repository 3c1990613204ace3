// `guasto prove`: each scenario, its control and its mutants, side by side; a table, a page, and an exit code.

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import type { EngineOptions } from '../engine/index.js';
import { newRunName } from '../playwright/environment.js';
import {
  exitCodeOfProofs,
  performProofs,
  planProofs,
  renderProofJson,
  renderProofPage,
  renderProofSummary,
  renderTable,
  renderTroubles,
  type Judgement,
  type PlannedProof,
  type ProofProgress,
} from '../prove/index.js';
import { didYouMean, readCatalogue, renderProblems } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { executable } from './executable.js';
import { expectPython } from './expect-python.js';
import { Mistake } from './mistake.js';
import type { ProveFlags } from './prove-flags.js';
import { selectScenarios } from './select-scenarios.js';
import { withEngine } from './with-engine.js';

/** Mutants are told from late programs by their timing: fewer at once than `run` has, so that they disturb each other less. */
const RUNS_PER_CPU = 4;

/** Sets the exit code. Throws Mistake and RigError. */
export async function proveCommand(paths: readonly string[], flags: ProveFlags): Promise<void> {
  const scenarios = chosen(paths);
  const behaviours = catalogueOf(scenarios);
  const plans = plan(scenarios, flags);
  if (flags.list === true) return print(plans.map(listed).join('\n'));
  await expectPython(plans.map(({ scenario }) => scenario));
  const folder = join(resolve(flags.reports), newRunName());
  print(pc.dim(`${plannedWords(plans)}, in ${relative(process.cwd(), folder) || '.'}`));
  const startedAtMs = Date.now();
  const proofs = await withEngine(engineOptions(flags, folder), ({ engine, show }) =>
    performProofs(plans, engine, teller(show)),
  );
  if (proofs === undefined) return;
  const report = {
    proofs,
    startedAt: new Date(startedAtMs).toISOString(),
    durationUs: (Date.now() - startedAtMs) * 1000,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'prove.html'), renderProofPage(report, behaviours));
  writeFileSync(join(folder, 'prove.json'), renderProofJson(report));
  const colour = pc.isColorSupported;
  const troubles = renderTroubles(proofs, { colour });
  print([renderTable(proofs, { colour }), ...(troubles === '' ? [] : [troubles])].join('\n'));
  print(renderProofSummary(proofs, report.durationUs, { colour }));
  print(`${pc.dim('report:')} ${join(relative(process.cwd(), folder) || '.', 'prove.html')}`);
  process.exitCode = exitCodeOfProofs(proofs, { strict: flags.strict ?? false });
}

/** Those at the lines that were named; of a file without a line all. */
function chosen(paths: readonly string[]): readonly Scenario[] {
  const { scenarios, lines } = selectScenarios(paths);
  return scenarios.filter(({ path, span }) => {
    const named = lines.filter(({ file }) => file === path);
    return named.length === 0 || named.some(({ line }) => line === span.line);
  });
}

/** The whole catalogue must be sound, also what no scenario here proves. */
function catalogueOf(scenarios: readonly Scenario[]): ReturnType<typeof readCatalogue>['behaviours'] {
  const { behaviours, problems } = readCatalogue(scenarios.map(({ path }) => dirname(path)));
  if (problems.length === 0) return behaviours;
  throw new Mistake(`nothing was run\n\n${renderProblems(problems, { colour: pc.isColorSupported }).trimEnd()}`);
}

function plan(scenarios: readonly Scenario[], { grep, mutant }: ProveFlags): readonly PlannedProof[] {
  const plans = planProofs(scenarios, { grep: pattern(grep), mutant });
  if (plans.length > 0) return plans;
  if (mutant === undefined) {
    throw new Mistake(
      grep === undefined
        ? 'there is nothing to prove: these scenarios are meant to break'
        : `there is no scenario whose title, file or tags match ${grep}`,
    );
  }
  const known = new Set(scenarios.flatMap(({ mutants }) => mutants.map(({ name }) => name)));
  const hint = didYouMean(mutant, known) ?? '`guasto prove --list` lists them';
  throw new Mistake(`there is no mutant "${mutant}" in these scenarios: ${hint}`);
}

function pattern(grep: string | undefined): RegExp | undefined {
  if (grep === undefined) return undefined;
  try {
    return new RegExp(grep, 'i');
  } catch (error) {
    throw new Mistake(`--grep: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function plannedWords(plans: readonly PlannedProof[]): string {
  const controls = plans.filter(({ control }) => 'job' in control).length;
  const mutants = plans.reduce((sum, { mutants: { length } }) => sum + length, 0);
  return `proving ${many(plans.length, 'scenario')}: ${many(controls, 'control')}, ${many(mutants, 'mutant')}`;
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function listed({ scenario, control, mutants }: PlannedProof): string {
  const { title, file, line } = scenario.identity;
  return [
    `${title}  ${pc.dim(`${file}:${line}`)}`,
    `    control${'none' in control ? pc.dim(` none: ${control.none}`) : ''}`,
    ...mutants.map(
      ({ mutant }) => `    ${mutant.program}: ${mutant.name}  ${pc.dim(`must break at ${mutant.breaks}`)}`,
    ),
  ].join('\n');
}

function engineOptions(flags: ProveFlags, reportsFolder: string): EngineOptions {
  const { toxiproxy: url, toxiproxyServer: path } = flags;
  return {
    reportsFolder,
    concurrency: flags.concurrency ?? RUNS_PER_CPU * availableParallelism(),
    toxiproxy:
      url !== undefined
        ? { kind: 'url', url }
        : path !== undefined
          ? { kind: 'server', path: executable('--toxiproxy-server', path) }
          : { kind: 'embedded' },
    seed: flags.seed,
    keep: flags.keep ?? false,
    strict: flags.strict ?? false,
  };
}

function teller(show: (text: string) => void): (progress: ProofProgress) => void {
  const counts: Record<Judgement, number> = { right: 0, wrong: 0, doubtful: 0, skipped: 0 };
  return ({ done, of, judgement }) => {
    counts[judgement] += 1;
    const { right, wrong, doubtful } = counts;
    show(`${done} of ${of}: ${right} as they must be, ${wrong} not, ${doubtful} inconclusive`);
  };
}

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
