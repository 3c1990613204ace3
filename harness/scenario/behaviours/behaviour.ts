// A documented behaviour of a call: what is claimed, where it is written, and how it can be seen. Scenarios prove it.

import type { Span } from '../../vocabulary/problems.js';

/** How near to a program's daily life: core, adjacent, or only for who looks for it. */
export const TIERS = ['core', 'adjacent', 'advanced'] as const;
export type Tier = (typeof TIERS)[number];

/** What must stand between the programs for the behaviour to be seen. */
export const NEEDS = {
  proxy: 'a proxy between the programs: what it does is the behaviour',
  direct: 'a direct connection: a proxy in between hides it or shows something else',
  either: 'the same is seen directly and through a proxy',
  local: 'one program alone, or nothing that a proxy could change',
} as const;
export type Need = keyof typeof NEEDS;

export interface Behaviour {
  /** Unique; `proves:` of a scenario names it. */
  readonly id: string;
  /** The folder it lies in: recv, settimeout, proxy… */
  readonly call: string;
  /** Of the claim. */
  readonly span: Span;
  /** In one sentence. */
  readonly claim: string;
  readonly source: readonly Source[];
  readonly tier: Tier;
  readonly needs: Need;
  /** What a proxy in between changes, where it matters. */
  readonly throughAProxy: string | undefined;
  /** Where it is so, and where not. */
  readonly platform: string | undefined;
}

/** A document that says so. */
export interface Source {
  readonly document: string;
  readonly section?: string | undefined;
  readonly url?: string | undefined;
}

/** `Python socket, socket.recv; recv(2), RETURN VALUE`. */
export const citationOf = (source: readonly Source[]): string =>
  source
    .map(({ document, section, url }) => [document, section, url].filter((part) => part !== undefined).join(', '))
    .join('; ');
