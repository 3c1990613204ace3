// The faults of one scenario: their names are unique, and whatever is healed was injected before.

import type { Span } from '../../vocabulary/problems.js';
import { didYouMean } from '../text/near.js';
import type { ProblemList } from '../text/problem-list.js';

export interface Fault {
  readonly name: string;
  readonly span: Span;
  /** By a rule: it may be there at any time. */
  readonly inRule: boolean;
  /** For `link: { down: … }`: the link. */
  readonly linkDown?: string;
}

interface Heal {
  readonly name: string;
  readonly span: Span;
  readonly inRule: boolean;
}

export class Faults {
  readonly #problems: ProblemList;
  readonly #injected = new Map<string, Fault>();
  readonly #heals: Heal[] = [];

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** A name that the author chose, or the default one: a second use of it is a problem. */
  claim(fault: Fault, isChosen: boolean): void {
    const first = this.#injected.get(fault.name);
    if (first === undefined) {
      this.#injected.set(fault.name, fault);
      return;
    }
    this.#problems.add(fault.span, {
      message: `two faults are called "${fault.name}"`,
      expected: 'each fault under a name of its own',
      found: `the first one in line ${first.span.line}`,
      hint: isChosen ? 'choose another name' : 'give this one a name: `inject: { name: …, … }`',
    });
  }

  /** A name of our own making, numbered if it was used before. */
  claimNumbered(fault: Fault): string {
    let name = fault.name;
    for (let count = 2; this.#injected.has(name); count += 1) name = `${fault.name} ${count}`;
    this.#injected.set(name, { ...fault, name });
    return name;
  }

  /** The fault that `link: { up: … }` undoes: the link's last one that is still down. */
  downOf(link: string): Fault | undefined {
    const healed = new Set(this.#heals.map(({ name }) => name));
    return [...this.#injected.values()].findLast((one) => one.linkDown === link && !healed.has(one.name));
  }

  heal(heal: Heal): void {
    this.#heals.push(heal);
  }

  /** When all steps and rules are read: problems for heals that have nothing to heal. */
  finish(): void {
    const seen = new Map<string, Heal>();
    for (const heal of this.#heals) {
      const fault = this.#injected.get(heal.name);
      const first = seen.get(heal.name);
      if (fault === undefined) this.#problems.add(heal.span, this.#unknown(heal.name));
      else if (isBefore(heal, fault)) this.#problems.add(heal.span, tooEarly(fault));
      else if (first !== undefined && !first.inRule && !heal.inRule) this.#problems.add(heal.span, healedTwice(first));
      else seen.set(heal.name, heal);
    }
  }

  #unknown(name: string) {
    const known = [...this.#injected.values()].filter((one) => one.linkDown === undefined).map((one) => one.name);
    return {
      message: `there is no fault "${name}" to heal`,
      expected: known.length === 0 ? 'the name of a fault that a step injects' : `one of ${known.join(', ')}`,
      found: name,
      hint: didYouMean(name, known) ?? 'every fault is healed in the end: `heal` is only for healing it earlier',
    };
  }
}

/** In one file the order of lines is the order of steps; what a rule does has no place in it. */
const isBefore = (heal: Heal, fault: Fault): boolean =>
  !heal.inRule &&
  !fault.inRule &&
  (heal.span.line < fault.span.line || (heal.span.line === fault.span.line && heal.span.column < fault.span.column));

const tooEarly = (fault: Fault) => ({
  message: `the fault "${fault.name}" is not there yet`,
  expected: `\`heal\` after the \`inject\` in line ${fault.span.line}`,
  found: '`heal` before it',
});

const healedTwice = (first: Heal) => ({
  message: `the fault "${first.name}" is healed twice`,
  expected: 'one `heal` for each fault',
  found: `the first one in line ${first.span.line}`,
});
