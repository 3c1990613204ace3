// One scenario from file to verdict: the whole product in one function, as harness/index.ts shows it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, judgeMutant, type MutantVerdict, type RunVerdict } from '../judge/index.js';
import { planRun, portsNeeded } from '../plan/index.js';
import type { RunRecord } from '../record/run-record.js';
import { compileReport } from '../report/index.js';
import { run, type World } from '../run/index.js';
import { findMutant, shownPath } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { REPORTERS } from '../kinds/reporters/index.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { claimFolder } from './claim-folder.js';
import type { EngineOptions, Job, JobResult } from './job.js';
import { toJobResult } from './job-result.js';
import { readScenarioOf } from './read-scenario.js';
import { repeatCommand } from './repeat-command.js';
import { noiseMayExplain } from './second-look.js';
import { missingCapabilities, unsupportedRun } from './unsupported.js';

/** Runs are repeatable as far as ours goes: whoever wants other draws says `--seed`. */
const DEFAULT_SEED = 1;
/** File systems take names of 255 bytes; of a longer path the end tells more. */
const LONGEST_SLUG = 150;

export interface JobHost {
  readonly world: World;
  readonly options: EngineOptions;
  readonly signal: AbortSignal;
}

export interface Executed {
  readonly result: JobResult;
  /** Inconclusive, and a second look may tell. */
  readonly again: boolean;
}

/** Rejects on our own bugs, when the scenario can't be read any more, and with a RigError when there is no place or port for it. */
export async function executeJob(job: Job, attempt: number, host: JobHost): Promise<Executed> {
  const { world, options, signal } = host;
  const { scenario, text } = readScenarioOf(job);
  const missing = missingCapabilities(scenario, world);
  if (missing.length > 0)
    return { result: toJobResult(job, unsupportedRun(scenario, missing, world), undefined), again: false };

  const folder = claimFolder(options.reportsFolder, folderName(job, scenario));
  const record = await runWithPorts(scenario, { world, seed: options.seed ?? DEFAULT_SEED, folder, signal });
  const verdicts = judge(scenario, record);
  const report = compileReport({
    scenario,
    record,
    verdicts,
    sources: new Map([[scenario.identity.file, text]]),
    attempts: attempt,
    folder: shownPath(folder, process.cwd()),
    repeat: repeatCommand(scenario, options),
  });
  writeArtefacts(folder, report);
  const mutant = mutantVerdict(scenario, verdicts, record);
  const outcome = mutant?.outcome ?? verdicts.outcome;
  const isMeant = scenario.mustBreak !== undefined;
  // A call that is made to fail may well leave a fault without its receipt: that is what the run is for.
  const isOfFailedCall = job.variant?.kind === 'syscalls';
  const again = outcome === 'inconclusive' && !isMeant && !isOfFailedCall && noiseMayExplain(record);
  return { result: { ...toJobResult(job, report, folder), ...(mutant && { mutant }) }, again };
}

/** undefined for a scenario that is run as itself, or as its control. */
function mutantVerdict(scenario: Scenario, verdicts: RunVerdict, record: RunRecord): MutantVerdict | undefined {
  const { variant } = scenario.identity;
  const mutant = variant?.kind === 'mutant' ? findMutant(scenario, variant) : undefined;
  return mutant && judgeMutant(mutant, verdicts, record);
}

interface RunParts {
  readonly world: World;
  readonly seed: number;
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function runWithPorts(scenario: Scenario, { world, seed, folder, signal }: RunParts): Promise<RunRecord> {
  const lease = world.ports.lease(portsNeeded(scenario));
  try {
    return await run(planRun(scenario, { seed, ports: lease.ports }), world, { folder, signal });
  } finally {
    await lease.release();
  }
}

function writeArtefacts(folder: string, report: RunReport): void {
  const suite = { runs: [report], startedAt: report.startedAt, durationUs: report.durationUs };
  for (const kind of REPORTERS.values()) {
    if (kind.scope !== 'run' || kind.fileName === undefined) continue;
    writeFileSync(join(folder, kind.fileName), kind.render(suite, { colour: false }));
  }
}

/** `settimeout-recv-late-reply`, `….row2`, `….again1`: readable, and the same from run to run. */
function folderName(job: Job, scenario: Scenario): string {
  const stem = scenario.identity.file.replace(/\.scenario\.yaml$/, '').replace(/^(\.?\/)?(scenarios\/)?/, '');
  const words = stem.replace(/[^A-Za-z0-9]+/g, '-').slice(-LONGEST_SLUG);
  const slug = words.replace(/^-+|-+$/g, '') || 'scenario';
  const row = job.row === undefined ? '' : `.row${job.row + 1}`;
  return `${slug}${row}${variantName(job)}${job.attempt === 0 ? '' : `.again${job.attempt}`}`;
}

function variantName({ variant }: Job): string {
  switch (variant?.kind) {
    case undefined:
      return '';
    case 'control':
      return '.control';
    case 'mutant':
      return `.${variant.program}-${variant.name}`;
    case 'syscalls': {
      const { programs, failure } = variant;
      if (failure === undefined) return '.counted';
      return `.${programs.join('-')}-${failure.syscall}-${failure.nth}-${failure.errno}`;
    }
  }
}
