// For specs: a scenario with just the parts that the judge looks at, each at a line of its own.

import { PLAIN_WORDS } from '../kinds/plain-words.js';
import { EXPECTATIONS } from '../kinds/expectations/index.js';
import { invariant } from '../vocabulary/invariant.js';
import type { Expectation, Rule, Scenario, Step, StepAction } from '../scenario/scenario.js';
import type { Span } from '../vocabulary/problems.js';

export interface ScenarioParts {
  readonly steps?: readonly Step[];
  readonly rules?: readonly Rule[];
  readonly expect?: readonly Readonly<Record<string, unknown>>[];
}

export const spanAt = (line: number): Span => ({ file: 'a.scenario.yaml', line, column: 5, length: 4 });

/** A step at this line. */
export const step = (line: number, label: string, action: StepAction): Step => ({
  span: spanAt(line),
  label,
  ...action,
});

/** The clauses of the n-th entry of `expect` stand at lines 100 n + 1, + 2…, the entry itself at 100 n. */
export function scenarioOf({ steps = [], rules = [], expect = [] }: ScenarioParts): Scenario {
  return {
    identity: { title: 'a scenario', file: 'a.scenario.yaml', line: 1, sha256: '00' },
    span: spanAt(1),
    path: '/a.scenario.yaml',
    proves: undefined,
    tags: [],
    params: {},
    programs: [],
    links: [],
    steps,
    rules,
    expectations: expect.map((entry, index) => expectationOf(entry, 100 * (index + 1))),
    mutants: [],
    mustBreak: undefined,
    needs: [],
    timeoutUs: 60_000_000,
  };
}

function expectationOf(entry: Readonly<Record<string, unknown>>, line: number): Expectation {
  const name = Object.keys(entry).find((key) => EXPECTATIONS.has(key)) ?? '';
  const kind = EXPECTATIONS.get(name);
  invariant(kind !== undefined, 'an entry names its kind');
  const spec = kind.schema(PLAIN_WORDS).parse(entry);
  const clauses = Object.fromEntries(Object.keys(entry).map((key, index) => [key, spanAt(line + 1 + index)]));
  return { span: spanAt(line), clauses, label: kind.describe(spec), kind: name, spec };
}
