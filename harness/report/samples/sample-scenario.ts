// Scenarios and verdicts by hand for the specs of reports.

import type { RunVerdict, Verdict } from '../../judge/verdict.js';
import type { Link, Program, Scenario, Step } from '../../scenario/scenario.js';
import { worstOutcome } from '../../vocabulary/outcome.js';
import type { Span } from '../../vocabulary/problems.js';

export const spanAt = (file: string, line: number, column: number, length: number): Span => ({
  file,
  line,
  column,
  length,
});

export const programOf = (name: string, argv: readonly string[] = []): Program => ({
  name,
  span: spanAt('x.scenario.yaml', 1, 1, 1),
  argv,
  cwd: '/tmp',
  env: {},
  trace: 'python',
  callsMatter: true,
  ready: { kind: 'spawned' },
  readyWithinUs: 5_000_000,
  port: undefined,
  files: {},
  patch: undefined,
  fixture: undefined,
});

export const linkTo = (to: string, via: Link['via'] = 'toxiproxy'): Link => ({
  name: 'wire',
  span: spanAt('x.scenario.yaml', 1, 1, 1),
  to,
  via,
});

export interface SampleScenario extends Partial<
  Pick<Scenario, 'proves' | 'tags' | 'params' | 'programs' | 'links' | 'steps' | 'rules'>
> {
  readonly title: string;
  readonly file: string;
  readonly row?: number;
}

export function scenarioOf({ title, file, row, ...rest }: SampleScenario): Scenario {
  return {
    identity: { title, file, line: 2, sha256: '0'.repeat(64), ...(row === undefined ? {} : { row }) },
    span: spanAt(file, 2, 8, title.length),
    path: `/project/${file}`,
    proves: undefined,
    tags: [],
    params: {},
    programs: [programOf('server'), programOf('client', ['client.py', '${wire.port}'])],
    links: [linkTo('server')],
    steps: [],
    rules: [],
    expectations: [],
    mutants: [],
    needs: [],
    mustBreak: undefined,
    timeoutUs: 30_000_000,
    ...rest,
  };
}

export const injectStep = (span: Span, name: string, label = `inject ${name}`): Step => ({
  span,
  label,
  do: 'inject',
  name,
  fault: 'toxic',
  spec: {},
});

export const verdictOf = (verdicts: readonly Verdict[]): RunVerdict => ({
  outcome: worstOutcome(verdicts.map(({ outcome }) => outcome)),
  verdicts,
});
