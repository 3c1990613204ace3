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
  const taken = new Set(scenarios.map(({ identity }) => identity.title));
  const seen = new Set<string>();
  const repeated: ScenarioProblem[] = [];
  const titled = scenarios.map((scenario) => {
    const { title } = scenario.identity;
    if (!seen.has(title)) {
      seen.add(title);
      return { scenario, title };
    }
    repeated.push(repeatedTitle(scenario));
    return { scenario, title: freeTitle(title, taken) };
  });
  return { titled, repeated };
}

/** `title (2)`, or the next number that no other scenario has in its title. */
function freeTitle(title: string, taken: Set<string>): string {
  for (let time = 2; ; time += 1) {
    const free = `${title} (${time})`;
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
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
