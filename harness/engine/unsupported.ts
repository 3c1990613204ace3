// A scenario whose needs this machine does not meet: not run, and said so with the reason.

import { compileReport } from '../report/index.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import type { RunRecord } from '../record/run-record.js';
import type { World } from '../run/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { CAPABILITIES, type Capability } from '../vocabulary/capabilities.js';

export interface MissingCapability {
  readonly capability: Capability;
  readonly reason: string;
}

export function missingCapabilities(scenario: Scenario, world: World): readonly MissingCapability[] {
  return scenario.needs.flatMap((capability) => {
    const found = world.capabilities[capability];
    return found === true ? [] : [{ capability, reason: found }];
  });
}

/** A report of a run that was not made: an empty record, and one piece for each missing capability. */
export function unsupportedRun(scenario: Scenario, missing: readonly MissingCapability[], world: World): RunReport {
  const record: RunRecord = {
    header: {
      format: 'guasto-record/1',
      runId: '',
      scenario: scenario.identity,
      plan: undefined,
      seed: 0,
      addresses: {},
      startedAt: new Date().toISOString(),
      versions: world.versions,
      capabilities: world.capabilities,
    },
    events: [],
  };
  const verdicts = missing.map(({ capability, reason }) => ({
    subject: 'capability' as const,
    label: capability,
    clause: capability,
    outcome: 'unsupported' as const,
    expected: CAPABILITIES[capability],
    actual: reason,
    span: scenario.span,
    evidence: [],
  }));
  return compileReport({ scenario, record, verdicts: { outcome: 'unsupported', verdicts } });
}
