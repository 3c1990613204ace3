// The names of one scenario, by which its parts refer to each other.

import type { Program } from '../scenario.js';

export interface Names {
  readonly programs: ReadonlyMap<string, { readonly listens: boolean; readonly trace: Program['trace'] }>;
  readonly links: ReadonlyMap<string, { readonly via: 'toxiproxy' | 'direct' }>;
  /** Absolute; payload files are relative to it. */
  readonly folder: string;
}

/** Who a schema's words ask. Schemas are built once; each scenario is entered in turn. Unbound, every name is known. */
export class Scope {
  #names: Names | undefined;
  /** Every name that a word was given: programs and links that nobody mentions are idle. */
  #mentioned = new Set<string>();

  get names(): Names | undefined {
    return this.#names;
  }

  get mentioned(): ReadonlySet<string> {
    return this.#mentioned;
  }

  mention(name: string): void {
    this.#mentioned.add(name);
  }

  enter(names: Names): void {
    this.#names = names;
    this.#mentioned = new Set();
  }
}
