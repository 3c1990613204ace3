// Scenario + seed + ports → Plan. Pure: the ports are handed in, so that the same inputs give the same plan.

import { bindPlaces, bindText } from '../scenario/index.js';
import type { Condition, LineMatch, Program, Scenario, Step } from '../scenario/scenario.js';
import { invariant } from '../vocabulary/invariant.js';
import type { Address } from '../vocabulary/network.js';
import type { Plan, PlannedLink } from './plan.js';

const LOOPBACK = '127.0.0.1';

type Addresses = Readonly<Record<string, Address>>;

export interface PlanInputs {
  readonly seed: number;
  /** Free ports, at least `portsNeeded(scenario)`. */
  readonly ports: readonly number[];
}

/** How many ports `planRun` will allot: one for each program that listens on no fixed port, one for each proxied link. */
export function portsNeeded(scenario: Scenario): number {
  const programs = scenario.programs.filter((program) => program.port === 'allotted').length;
  return programs + scenario.links.filter((link) => link.via === 'toxiproxy').length;
}

/** Decides everything that a run needs to know beforehand. */
export function planRun(scenario: Scenario, { seed, ports }: PlanInputs): Plan {
  const pool = [...ports];
  const takePort = (): number => {
    const port = pool.shift();
    invariant(port !== undefined, `planRun was handed ${ports.length} ports but needs ${portsNeeded(scenario)}`);
    return port;
  };
  const addresses: Record<string, Address> = {};
  for (const program of scenario.programs) {
    if (program.port === undefined) continue;
    addresses[program.name] = { host: LOOPBACK, port: program.port === 'allotted' ? takePort() : program.port };
  }
  const links = scenario.links.map((link): PlannedLink => {
    const upstream = addresses[link.to];
    invariant(upstream !== undefined, `link ${link.name} leads to ${link.to}, which has no port`);
    const listen = link.via === 'direct' ? upstream : { host: LOOPBACK, port: takePort() };
    addresses[link.name] = listen;
    return { ...link, listen, upstream };
  });
  return {
    identity: scenario.identity,
    seed,
    addresses,
    programs: scenario.programs.map((program) => bindProgram(program, addresses)),
    links,
    steps: scenario.steps.map((step) => bindStep(step, addresses)),
    rules: scenario.rules.map((rule) => ({
      ...rule,
      trigger: bindCondition(rule.trigger, addresses),
      step: bindStep(rule.step, addresses),
    })),
    needs: scenario.needs,
    sampledPorts: sampledPorts(scenario, addresses),
    timeoutUs: scenario.timeoutUs,
    ...(scenario.capture === undefined ? {} : { capture: scenario.capture }),
  };
}

/** Only what reaches the program's start holds places; a patch's text may look like one and must not change. */
function bindProgram(program: Program, addresses: Addresses): Program {
  const { ready } = program;
  return {
    ...program,
    argv: program.argv.map((argument) => bindText(argument, addresses)),
    env: Object.fromEntries(Object.entries(program.env).map(([name, value]) => [name, bindText(value, addresses)])),
    ready: ready.kind === 'line' ? { ...ready, line: bindText(ready.line, addresses) } : ready,
  };
}

/** Not a payload: its bytes are what the author wrote. */
function bindStep(step: Step, addresses: Addresses): Step {
  const label = bindText(step.label, addresses);
  switch (step.do) {
    case 'await':
    case 'guard':
      return { ...step, label, condition: bindCondition(step.condition, addresses) };
    case 'inject':
      return { ...step, label, spec: bindPlaces(step.spec, addresses) };
    case 'start':
    case 'restart':
    case 'write':
    case 'heal':
    case 'wait':
      return { ...step, label };
  }
}

/** A port is a number, but a line of output that is nothing but a port is a text. */
function bindCondition(condition: Condition, addresses: Addresses): Condition {
  if (condition.on === 'tcp') return { ...condition, port: bindPlaces(condition.port, addresses) };
  if (condition.on === 'output') return { ...condition, line: bindLine(condition.line, addresses) };
  return condition;
}

function bindLine(line: LineMatch, addresses: Addresses): LineMatch {
  if ('equals' in line) return { equals: bindText(line.equals, addresses) };
  if ('contains' in line) return { contains: bindText(line.contains, addresses) };
  return { matches: bindText(line.matches, addresses) };
}

function sampledPorts(scenario: Scenario, addresses: Addresses): readonly number[] {
  const specs = scenario.expectations.filter((expectation) => expectation.kind === 'tcp').map(({ spec }) => spec);
  const ports = bindPlaces(specs, addresses).map(
    (spec) => (spec as { readonly tcp?: { readonly port?: unknown } }).tcp?.port,
  );
  return [...new Set(ports.filter((port) => typeof port === 'number'))];
}
