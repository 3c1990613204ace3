// `guasto judge`: an old record, judged again by its scenario file as it is now.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import pc from 'picocolors';
import { judge } from '../judge/index.js';
import { renderRun, renderSummary } from '../kinds/reporters/index.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { wantsColour } from '../playwright/colour.js';
import type { RunRecord } from '../record/run-record.js';
import { compileReport } from '../report/index.js';
import { applyVariant, readScenarioFile, renderProblems, shownPath } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { exitCodeOf, worstOutcome } from '../vocabulary/outcome.js';
import { Mistake } from './mistake.js';
import { readRecord, recordFile } from './read-run.js';

export interface JudgeFlags {
  readonly scenario?: string;
  readonly strict?: boolean;
}

/** Prints a verdict for each record and sets the exit code of the worst. Throws Mistake. */
export async function judgeCommand(paths: readonly string[], flags: JudgeFlags): Promise<void> {
  const startedMs = Date.now();
  const colour = wantsColour();
  const runs = paths.map((path) => judgeRecord(path, flags.scenario));
  for (const run of runs) print(renderRun(run, { colour }));
  const report = { runs, startedAt: new Date(startedMs).toISOString(), durationUs: (Date.now() - startedMs) * 1000 };
  print(renderSummary(report, { colour }));
  const worst = worstOutcome(runs.map(({ outcome }) => outcome));
  process.exitCode = exitCodeOf(worst, { strict: flags.strict ?? false });
}

function judgeRecord(path: string, scenarioPath: string | undefined): RunReport {
  const file = recordFile(path);
  const record = readRecord(file);
  const scenario = scenarioOf(record, file, scenarioPath);
  const verdicts = judge(scenario, record);
  const sources = new Map([[scenario.identity.file, readFileSync(scenario.path, 'utf8')]]);
  return compileReport({
    scenario,
    record,
    verdicts,
    sources,
    folder: shownPath(dirname(resolve(file)), process.cwd()),
  });
}

function scenarioOf({ header }: RunRecord, recordPath: string, override: string | undefined): Scenario {
  const path = resolve(override ?? header.scenario.file);
  if (!existsSync(path)) {
    throw new Mistake(
      `${recordPath} is of the scenario ${header.scenario.file}, which is not here: name it by --scenario FILE`,
    );
  }
  const { scenarios, problems } = readScenarioFile(path);
  if (problems.length > 0) throw new Mistake(renderProblems(problems, { colour: wantsColour() }).trimEnd());
  const scenario = scenarios.find(({ identity }) => identity.row === header.scenario.row);
  if (scenario === undefined) {
    throw new Mistake(
      `${recordPath} is of row ${(header.scenario.row ?? 0) + 1} of a matrix that ${path} does not have`,
    );
  }
  if (scenario.identity.sha256 !== header.scenario.sha256) {
    process.stderr.write(pc.yellow(`note: ${scenario.identity.file} has changed since ${recordPath} was recorded\n`));
  }
  return applyVariant(scenario, header.scenario.variant);
}

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
