// The faults of one scenario, in the order in which they are written: their names are unique, and `heal` must find them.

import type { Span } from '../../vocabulary/problems.js';
import { didYouMean } from '../text/near.js';
import type { ProblemList } from '../text/problem-list.js';

interface Injected {
  readonly name: string;
  readonly span: Span;
  /** For `link: { down: … }`: the link. */
  readonly linkDown?: string;
}

export class Faults {
  readonly #problems: ProblemList;
  readonly #injected = new Map<string, Injected>();
  readonly #healed = new Set<string>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** A name that the author may have chosen: a second use of it is a problem. */
  claim(fault: Injected, chosen: boolean): void {
    const first = this.#injected.get(fault.name);
    if (first === undefined) {
      this.#injected.set(fault.name, fault);
      return;
    }
    this.#problems.add(fault.span, {
      message: `two faults are called "${fault.name}"`,
      expected: 'each fault under a name of its own',
      found: `${fault.name}, as in line ${first.span.line}`,
      hint: chosen ? 'choose another name' : 'give this one a name: `inject: { name: …, … }`',
    });
  }

  /** A name of our own making, numbered if it was used before. */
  claimNumbered(name: string, span: Span, linkDown?: string): string {
    let free = name;
    for (let count = 2; this.#injected.has(free); count += 1) free = `${name} ${count}`;
    this.#injected.set(free, { name: free, span, ...(linkDown === undefined ? {} : { linkDown }) });
    return free;
  }

  /** The fault that `link: { up: … }` undoes: the link's last one that is still down. */
  downOf(link: string): string | undefined {
    const open = [...this.#injected.values()].filter((one) => one.linkDown === link && !this.#healed.has(one.name));
    return open.at(-1)?.name;
  }

  /** Marks as healed; problems for a name that nobody injected or that was healed before. */
  heal(name: string, span: Span): void {
    if (!this.#injected.has(name)) {
      const known = [...this.#injected.values()].filter((one) => one.linkDown === undefined).map((one) => one.name);
      this.#problems.add(span, {
        message: `there is no fault "${name}" to heal`,
        expected: known.length === 0 ? 'the name of a fault that was injected before' : `one of ${known.join(', ')}`,
        found: name,
        hint: didYouMean(name, known) ?? 'faults are always healed in the end: `heal` is only for healing earlier',
      });
    } else if (this.#healed.has(name)) {
      this.#problems.add(span, {
        message: `the fault "${name}" was healed before`,
        expected: 'one `heal` for each fault',
      });
    }
    this.#healed.add(name);
  }
}
