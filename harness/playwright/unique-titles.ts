// Two tests of one title in one file would stop Playwright's whole run. Rows of a matrix are told apart by the scenario
// room; what is still the same differs in nothing.

import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioProblem } from '../vocabulary/problems.js';

export interface UniqueTitles {
  readonly titled: readonly { readonly scenario: Scenario; readonly title: string }[];
  /** One for each scenario whose title was used before in the file. */
  readonly repeated: readonly ScenarioProblem[];
}

export function uniqueTitles(scenarios: readonly Scenario[]): UniqueTitles {
  const times = new Map<string, number>();
  const repeated: ScenarioProblem[] = [];
  const titled = scenarios.map((scenario) => {
    const { title } = scenario.identity;
    const time = (times.get(title) ?? 0) + 1;
    times.set(title, time);
    if (time === 1) return { scenario, title };
    repeated.push(repeatedTitle(scenario));
    return { scenario, title: `${title} (${time})` };
  });
  return { titled, repeated };
}

function repeatedTitle({ identity, span }: Scenario): ScenarioProblem {
  const row = identity.row === undefined ? '' : `row ${identity.row + 1} of the matrix: `;
  return {
    span,
    message: `${row}an earlier scenario of this file has the same title`,
    expected: 'titles that differ, so that each test has a name of its own',
    found: identity.title,
    hint: 'name a parameter that differs in the title, or remove the row',
  };
}
