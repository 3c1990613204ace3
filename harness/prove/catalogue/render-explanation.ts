// `guasto behaviours ID`: one behaviour in full: the claim, its source, how it is proven, which mutants that catches.

import { createColors } from 'picocolors';
import { citationOf, NEEDS } from '../../scenario/index.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { BehaviourEntry, ListedMutant, ProvingScenario } from './behaviour-entries.js';
import { paintOf, verdictWords, type ListOptions } from './render-list.js';

type Colours = ReturnType<typeof createColors>;

export function renderExplanation({ behaviour, scenarios }: BehaviourEntry, options: ListOptions): string {
  const colours = createColors(options.colour);
  const { id, call, claim, source, tier, needs, throughAProxy, platform } = behaviour;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['call', `${call}, ${tier}`],
    ['source', citationOf(source)],
    ['needs', `${needs}: ${NEEDS[needs]}`],
    ['through a proxy', throughAProxy],
    ['platform', platform],
  ];
  const rows = facts.flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${colours.dim(name.padEnd('through a proxy'.length))}  ${text}`],
  );
  const proofs =
    scenarios.length === 0
      ? [`  ${colours.dim('no scenario proves it yet: write one with')} proves: ${id}`]
      : scenarios.flatMap((scenario) => ['', ...renderScenario(scenario, colours, options.nowMs)]);
  return `${[colours.bold(id), `  ${claim}`, '', ...rows, '', colours.bold('proven by'), ...proofs].join('\n')}\n`;
}

function renderScenario(
  { scenario, verdict, mutants }: ProvingScenario,
  colours: Colours,
  nowMs: number,
): readonly string[] {
  const { title, file, line } = scenario.identity;
  const steps = scenario.steps.map((step) => `      ${step.label}${boundOf(step)}`);
  const rules = scenario.rules.map(({ label }) => `      ${label}`);
  const expectations = scenario.expectations.map(({ label, clauses }) => {
    const said = Object.keys(clauses).slice(1).join(', ');
    return `      expect ${label}${said === '' ? '' : `: ${said}`}`;
  });
  const when = paintOf(verdict?.outcome, colours)(verdictWords(verdict, nowMs));
  return [
    `  ${title}`,
    `    ${colours.dim(`${file}:${line}`)}  ${when}`,
    ...[...steps, ...rules, ...expectations].map((text) => colours.dim(text)),
    ...(mutants.length === 0 ? [] : ['    catches', ...mutants.map((mutant) => renderMutant(mutant, colours))]),
  ];
}

function boundOf(step: ProvingScenario['scenario']['steps'][number]): string {
  return step.do === 'await' || step.do === 'guard' ? ` (within ${formatDurationUs(step.withinUs)})` : '';
}

function renderMutant({ mutant, outcome }: ListedMutant, colours: Colours): string {
  const { program, name, breaks, because, patch } = mutant;
  const proof = because === undefined ? '' : `, with "${because}"`;
  const last = outcome === undefined ? '' : `  ${(outcome === 'caught' ? colours.green : colours.red)(outcome)}`;
  return `      ${program}: ${name} — ${patch?.mistake ?? 'is wrong'} ${colours.dim(`(at ${breaks}${proof})`)}${last}`;
}
