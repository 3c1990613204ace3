// `guasto behaviours`: the catalogue of documented behaviours, listed, filtered, or one of them explained.

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import pc from 'picocolors';
import {
  behaviourEntries,
  chooseEntries,
  readLastTrials,
  renderBehavioursJson,
  renderExplanation,
  renderList,
  type BehaviourEntry,
} from '../prove/index.js';
import { didYouMean, readCatalogue, renderProblems, TIERS } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { Mistake } from './mistake.js';
import { selectScenarios } from './select-scenarios.js';

export interface BehavioursFlags {
  readonly call?: string;
  readonly tier?: string;
  readonly unproven?: boolean;
  readonly json?: boolean;
  readonly scenarios: string;
  readonly reports: string;
}

/** Throws Mistake. */
export function behavioursCommand(texts: readonly string[], flags: BehavioursFlags): void {
  const scenarios = existsSync(flags.scenarios) ? selectScenarios([flags.scenarios]).scenarios : [];
  const all = entriesOf(scenarios, flags);
  const explained = texts.length === 1 ? all.find(({ behaviour }) => behaviour.id === texts[0]) : undefined;
  const chosen = explained === undefined ? chooseEntries(all, { ...flags, texts }) : [explained];
  if (chosen.length === 0) throw new Mistake(nothingFound(all, texts, flags));
  const options = { colour: pc.isColorSupported, nowMs: Date.now() };
  if (flags.json === true) print(renderBehavioursJson(chosen));
  else print(explained === undefined ? renderList(chosen, options) : renderExplanation(explained, options));
}

function entriesOf(scenarios: readonly Scenario[], flags: BehavioursFlags): readonly BehaviourEntry[] {
  const folders = [resolve(flags.scenarios), ...scenarios.map(({ path }) => dirname(path))];
  const { behaviours, problems } = readCatalogue(folders);
  if (problems.length > 0) throw new Mistake(renderProblems(problems, { colour: pc.isColorSupported }).trimEnd());
  return behaviourEntries(behaviours, scenarios, readLastTrials(resolve(flags.reports)));
}

function nothingFound(all: readonly BehaviourEntry[], texts: readonly string[], flags: BehavioursFlags): string {
  const calls = [...new Set(all.map(({ behaviour }) => behaviour.call))];
  if (flags.call !== undefined && !calls.includes(flags.call)) {
    return `no call "${flags.call}" in the catalogue: there are ${calls.join(', ')}`;
  }
  if (flags.tier !== undefined && !TIERS.some((tier) => tier === flags.tier)) {
    return `no tier "${flags.tier}": there are ${TIERS.join(', ')}`;
  }
  const ids = all.map(({ behaviour }) => behaviour.id);
  const hint = didYouMean(texts.join('-'), ids);
  return `no behaviour fits ${texts.join(' ') || 'that'}${hint === undefined ? ' (`guasto behaviours` lists all)' : `: ${hint}`}`;
}

const print = (text: string): void => void process.stdout.write(text);
