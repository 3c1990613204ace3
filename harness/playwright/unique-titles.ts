// Titles of the tests of one file. Rows of a matrix share the scenario's title: each is told apart by what differs in it.
// Two tests of one title would stop Playwright's whole run.

import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioProblem } from '../vocabulary/problems.js';

export interface TitledScenario {
  readonly scenario: Scenario;
  readonly title: string;
}

export interface UniqueTitles {
  readonly titled: readonly TitledScenario[];
  /** One for each scenario that is the same as an earlier one in all that its title says. */
  readonly repeated: readonly ScenarioProblem[];
}

export function uniqueTitles(scenarios: readonly Scenario[]): UniqueTitles {
  const varying = varyingParams(scenarios);
  const times = new Map<string, number>();
  const repeated: ScenarioProblem[] = [];
  const titled = scenarios.map((scenario) => {
    const title = withParams(scenario, varying);
    const time = (times.get(title) ?? 0) + 1;
    times.set(title, time);
    if (time === 1) return { scenario, title };
    repeated.push(repeatedProblem(scenario, title));
    return { scenario, title: `${title} (${time})` };
  });
  return { titled, repeated };
}

function varyingParams(scenarios: readonly Scenario[]): readonly string[] {
  const names = new Set(scenarios.flatMap((scenario) => Object.keys(scenario.params)));
  return [...names].filter((name) => new Set(scenarios.map((scenario) => scenario.params[name])).size > 1);
}

function withParams({ identity, params }: Scenario, varying: readonly string[]): string {
  const told = varying.filter((name) => params[name] !== undefined && !identity.title.includes(String(params[name])));
  if (identity.row === undefined || told.length === 0) return identity.title;
  return `${identity.title} [${told.map((name) => `${name}=${String(params[name])}`).join(', ')}]`;
}

function repeatedProblem(scenario: Scenario, title: string): ScenarioProblem {
  const row = scenario.identity.row === undefined ? '' : `row ${scenario.identity.row + 1} of the matrix: `;
  return {
    span: scenario.span,
    message: `${row}an earlier scenario of this file has the same title and the same parameters`,
    expected: 'each row of a matrix to differ in a parameter',
    found: title,
    hint: 'change a parameter in this row, or remove the row',
  };
}
