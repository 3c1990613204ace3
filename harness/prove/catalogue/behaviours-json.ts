// `guasto behaviours --json`, for one behaviour and for many.

import { toJson } from '../../kinds/reporters/verdicts-document.js';
import type { BehaviourEntry } from './behaviour-entries.js';

export function renderBehavioursJson(entries: readonly BehaviourEntry[]): string {
  return toJson({ format: 'guasto-behaviours/1', behaviours: entries.map(documentOf) });
}

function documentOf({ behaviour, scenarios, verdict }: BehaviourEntry): unknown {
  const { id, call, claim, source, tier, needs, throughAProxy, platform, span } = behaviour;
  return {
    id,
    call,
    claim,
    source,
    tier,
    needs,
    'through-a-proxy': throughAProxy,
    platform,
    file: span.file,
    verdict: verdict ?? null,
    scenarios: scenarios.map(({ scenario, verdict: last, mutants }) => ({
      title: scenario.identity.title,
      file: scenario.identity.file,
      line: scenario.identity.line,
      row: scenario.identity.row,
      verdict: last ?? null,
      steps: scenario.steps.map(({ label }) => label),
      expectations: scenario.expectations.map(({ label }) => label),
      mutants: mutants.map(({ mutant: { program, name, breaks, because, patch }, outcome }) => ({
        program,
        name,
        mistake: patch?.mistake,
        breaks,
        because,
        last: outcome ?? null,
      })),
    })),
  };
}
