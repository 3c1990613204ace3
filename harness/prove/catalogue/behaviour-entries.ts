// The catalogue, with what proves each behaviour and how that went the last time. Pure.

import type { Behaviour } from '../../scenario/index.js';
import type { Mutant, Scenario } from '../../scenario/scenario.js';
import { worstOutcome, type Outcome } from '../../vocabulary/outcome.js';
import type { LastTrials, LastVerdict } from './last-trials.js';

export interface BehaviourEntry {
  readonly behaviour: Behaviour;
  readonly scenarios: readonly ProvingScenario[];
  /** The worst of its scenarios; undefined if none of them was ever run. */
  readonly verdict: LastVerdict | undefined;
}

export interface ProvingScenario {
  readonly scenario: Scenario;
  readonly verdict: LastVerdict | undefined;
  readonly mutants: readonly ListedMutant[];
}

export interface ListedMutant {
  readonly mutant: Mutant;
  /** What became of it in the newest proof of its scenario. */
  readonly outcome: string | undefined;
}

/** In the order of the catalogue. Scenarios that are meant to break prove nothing. */
export function behaviourEntries(
  behaviours: readonly Behaviour[],
  scenarios: readonly Scenario[],
  last: LastTrials,
): readonly BehaviourEntry[] {
  return behaviours.map((behaviour) => {
    const proving = scenarios
      .filter(({ proves, mustBreak }) => proves === behaviour.id && mustBreak === undefined)
      .map((scenario) => provingScenario(scenario, last));
    return { behaviour, scenarios: proving, verdict: worstOf(proving.flatMap(({ verdict }) => verdict ?? [])) };
  });
}

function provingScenario(scenario: Scenario, last: LastTrials): ProvingScenario {
  const { file, row } = scenario.identity;
  return {
    scenario,
    verdict: last.verdictOf(file, row),
    mutants: scenario.mutants.map((mutant) => ({
      mutant,
      outcome: last.mutantOutcome(file, row, mutant),
    })),
  };
}

/** With the time of the oldest of those that are equally bad. */
function worstOf(verdicts: readonly LastVerdict[]): LastVerdict | undefined {
  const worst: Outcome = worstOutcome(verdicts.map(({ outcome }) => outcome));
  return verdicts
    .filter(({ outcome }) => outcome === worst)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(0);
}

export interface BehaviourChoice {
  readonly call?: string | undefined;
  readonly tier?: string | undefined;
  readonly unproven?: boolean | undefined;
  /** Each must stand in the id, the claim or the sources. */
  readonly texts: readonly string[];
}

export function chooseEntries(
  entries: readonly BehaviourEntry[],
  { call, tier, unproven, texts }: BehaviourChoice,
): readonly BehaviourEntry[] {
  return entries.filter(({ behaviour, scenarios }) => {
    const { id, claim, source } = behaviour;
    const sources = source.flatMap(({ document, section = '' }) => [document, section]);
    const searched = [id, claim, ...sources].join(' ').toLowerCase();
    return (
      (call === undefined || behaviour.call === call) &&
      (tier === undefined || behaviour.tier === tier) &&
      (unproven !== true || scenarios.length === 0) &&
      texts.every((text) => searched.includes(text.toLowerCase()))
    );
  });
}
