// A run scripted by hand: the verbs of a scenario as methods. Each takes what stands after the verb in YAML.

import { dirname, join, relative } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { planRun, portsNeeded } from '../../plan/index.js';
import type { RunEvent } from '../../record/event.js';
import { openSession, type Session, type World } from '../../run/index.js';
import { bindPlaces } from '../../scenario/index.js';
import type { Expectation, Scenario, Step } from '../../scenario/scenario.js';
import { invariant } from '../../vocabulary/invariant.js';
import type { Address } from '../../vocabulary/network.js';
import type { Span } from '../../vocabulary/problems.js';
import { RigError } from '../../vocabulary/rig-error.js';
import type { Undo } from '../../vocabulary/undo.js';
import { ScenarioFailure, type Frame } from '../failures.js';
import { playwrightTest } from '../runner-instance.js';
import { callersPlace } from './callers-place.js';
import type { LabDeclaration, LabVerbs } from './lab-verbs.js';
import { LabLanguage } from './lab-language.js';
import { LabRecord } from './lab-record.js';

const DEFAULT_SEED = 1;
const { test } = playwrightTest();

interface Opened {
  readonly session: Session;
  readonly scenario: Scenario & { readonly steps: Step[]; readonly expectations: Expectation[] };
  readonly addresses: Readonly<Record<string, Address>>;
  readonly folder: string;
  readonly giveBackPorts: Undo;
}

export interface LabParts {
  readonly world: World;
  readonly testInfo: TestInfo;
  /** Of the invocation's reports. */
  readonly reportsFolder: string;
  readonly seed: number | undefined;
}

export class Lab implements LabVerbs {
  readonly #parts: LabParts;
  readonly #language: LabLanguage;
  #opened: Opened | undefined;
  #record: LabRecord | undefined;

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.#language = new LabLanguage(dirname(parts.testInfo.file));
  }

  async open(declaration: LabDeclaration): Promise<void> {
    const place = callersPlace();
    invariant(this.#opened === undefined, 'lab.open is called once in a test');
    const { world, testInfo, reportsFolder, seed = DEFAULT_SEED } = this.#parts;
    const scenario = { ...emptyScenario(testInfo, place), ...this.#language.declare(declaration, place) };
    const folder = join(reportsFolder, folderName(testInfo));
    const open = async (): Promise<void> => {
      const lease = world.ports.lease(portsNeeded(scenario));
      const plan = planRun(scenario, { seed, ports: lease.ports });
      try {
        const session = await openSession(plan, world, { folder });
        this.#opened = { session, scenario, addresses: plan.addresses, folder, giveBackPorts: lease.release };
      } catch (error) {
        await lease.release();
        throw error;
      }
    };
    await test.step('open', () => orInconclusive(open, { what: 'open', place }), { location: place });
  }

  readonly start: LabVerbs['start'] = (program) => this.#perform('start', program);
  readonly restart: LabVerbs['restart'] = (program) => this.#perform('restart', program);
  readonly signal: LabVerbs['signal'] = (signal) => this.#perform('signal', signal);
  readonly write: LabVerbs['write'] = (input) => this.#perform('write', input);
  readonly inject: LabVerbs['inject'] = (fault) => this.#perform('inject', fault);
  readonly heal: LabVerbs['heal'] = (name) => this.#perform('heal', name);
  readonly link: LabVerbs['link'] = (change) => this.#perform('link', change);
  readonly wait: LabVerbs['wait'] = (duration) => this.#perform('wait', duration);
  readonly await: LabVerbs['await'] = (condition) => this.#perform('await', condition);
  readonly guard: LabVerbs['guard'] = (condition) => this.#perform('guard', condition);

  address(name: string): Address {
    const address = this.#open().addresses[name];
    if (address !== undefined) return address;
    const known = Object.keys(this.#open().addresses).join(', ');
    throw new Error(`lab.address: expected a program that listens or a link (${known}), found "${name}"`);
  }

  get events(): readonly RunEvent[] {
    return this.#open().session.events;
  }

  async end(): Promise<LabRecord> {
    if (this.#record !== undefined) return this.#record;
    const { session, scenario, folder, giveBackPorts } = this.#open();
    const record = await session.end();
    await giveBackPorts();
    this.#record = new LabRecord({ record, scenario, language: this.#language, folder });
    return this.#record;
  }

  /** For the fixture: the record, if the test opened the lab. */
  async close(): Promise<LabRecord | undefined> {
    return this.#opened === undefined ? undefined : await this.end();
  }

  #open(): Opened {
    if (this.#opened === undefined) throw new Error('call `await lab.open({ programs, links })` first');
    return this.#opened;
  }

  async #perform(verb: string, object: unknown): Promise<void> {
    const place = callersPlace();
    const { session, scenario, addresses } = this.#open();
    const step = this.#language.step({ [verb]: object }, verb, place);
    this.#skipIfUnsupported();
    scenario.steps.push(step);
    await test.step(step.label, () => performStep(session, bindPlaces(step, addresses)), { location: place });
  }

  #skipIfUnsupported(): void {
    const { world, testInfo } = this.#parts;
    for (const need of this.#language.needs) {
      const able = world.capabilities[need];
      if (able !== true) testInfo.skip(true, able);
    }
  }
}

async function performStep(session: Session, step: Step): Promise<void> {
  const frame = { what: step.label, place: step.span };
  const result = await orInconclusive(() => session.perform(step), frame);
  const { outcome, expected = step.label, actual = outcome } = result;
  if (outcome === 'done') return;
  const name = step.do === 'guard' ? 'Inconclusive' : 'Broken';
  throw new ScenarioFailure(name, `${step.label}\nExpected: ${expected}\nActual:   ${actual}`, [frame]);
}

/** Trouble of the rig proves nothing. */
async function orInconclusive<T>(act: () => Promise<T>, frame: Frame): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    const hint = error.hint === undefined ? '' : `\nHint:     ${error.hint}`;
    throw new ScenarioFailure('Inconclusive', `${frame.what}\n${error.message}${hint}`, [frame]);
  }
}

function emptyScenario(testInfo: TestInfo, span: Span): Opened['scenario'] {
  const file = relative(process.cwd(), testInfo.file);
  return {
    identity: { title: titleOf(testInfo), file, line: testInfo.line, sha256: '' },
    span,
    path: testInfo.file,
    proves: undefined,
    tags: testInfo.tags,
    params: {},
    programs: [],
    links: [],
    steps: [],
    rules: [],
    expectations: [],
    mutants: [],
    mustBreak: undefined,
    needs: [],
    timeoutUs: testInfo.timeout * 1000,
  };
}

/** With the groups that it is in, as Playwright lists it. */
const titleOf = ({ titlePath }: TestInfo): string => titlePath.slice(1).join(' › ');

/** `lab-a-client-that-reconnects`, `….again1`. */
function folderName({ titlePath, retry, repeatEachIndex, testId }: TestInfo): string {
  const words = titlePath
    .slice(1)
    .join(' ')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60);
  const again = [retry > 0 ? `.again${retry}` : '', repeatEachIndex > 0 ? `.repeat${repeatEachIndex}` : ''].join('');
  return `lab-${words.replaceAll(/^-+|-+$/g, '')}-${testId.slice(-4)}${again}`;
}
