// `guasto kinds`: what stands on the shelves, one line each.

import pc from 'picocolors';
import { EXPECTATIONS } from '../kinds/expectations/index.js';
import { FAULTS } from '../kinds/faults/index.js';
import { OBSERVERS } from '../kinds/observers/index.js';
import { REPORTERS } from '../kinds/reporters/index.js';
import { TOXICS } from '../kinds/toxics/index.js';
import type { ToxicKind } from '../kinds/toxics/toxic.js';
import { Mistake } from './mistake.js';

interface Line {
  readonly name: string;
  readonly about: string;
}

const SHELVES: Readonly<Record<string, () => readonly Line[]>> = {
  toxics: () => [...TOXICS.values()].map((kind) => ({ name: kind.name, about: aboutToxic(kind) })),
  faults: () => [...FAULTS.values()].map(({ name, about }) => ({ name, about })),
  observers: () => [...OBSERVERS.values()].map(({ name, about }) => ({ name, about })),
  expectations: () => [...EXPECTATIONS.values()].map(({ name, about }) => ({ name, about })),
  reporters: () => [...REPORTERS.values()].map(({ name, about }) => ({ name, about })),
};

/** All shelves, or the one that is named. */
export function kindsCommand(shelf: string | undefined): void {
  if (shelf !== undefined && !Object.hasOwn(SHELVES, shelf)) {
    throw new Mistake(`no shelf "${shelf}": there are ${Object.keys(SHELVES).join(', ')}`);
  }
  for (const [name, list] of Object.entries(SHELVES)) {
    if (shelf === undefined || shelf === name) printShelf(name, list());
  }
}

function printShelf(name: string, lines: readonly Line[]): void {
  const width = Math.max(...lines.map((line) => line.name.length));
  const rows = lines.map((line) => `  ${line.name.padEnd(width)}  ${line.about}`.trimEnd());
  process.stdout.write([pc.bold(name), ...rows, ''].join('\n') + '\n');
}

function aboutToxic({ attributes, about, needs = [] }: ToxicKind): string {
  const units = Object.entries(attributes).map(
    ([name, kind]) => `${name} (${typeof kind === 'string' ? kind : kind.join(' | ')})`,
  );
  const ours = needs.includes('guasto-toxics') ? '; the embedded Toxiproxy’s own' : '';
  return `${units.length === 0 ? 'no attributes' : units.join(', ')}: ${about}${ours}`;
}
