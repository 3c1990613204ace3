// `guasto behaviours`: the catalogue, two lines a behaviour.

import { createColors } from 'picocolors';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { BehaviourEntry } from './behaviour-entries.js';
import type { LastVerdict } from './last-trials.js';

export interface ListOptions {
  readonly colour: boolean;
  /** Wall clock, ms since the epoch. */
  readonly nowMs: number;
}

type Colours = ReturnType<typeof createColors>;

export function renderList(entries: readonly BehaviourEntry[], { colour, nowMs }: ListOptions): string {
  const colours = createColors(colour);
  const lines: string[] = [];
  let call: string | undefined;
  for (const entry of entries) {
    if (entry.behaviour.call !== call) {
      if (call !== undefined) lines.push('');
      call = entry.behaviour.call;
      lines.push(colours.bold(call));
    }
    lines.push(renderEntry(entry, colours, nowMs), `      ${colours.dim(entry.behaviour.claim)}`);
  }
  return `${[...lines, '', renderCounts(entries)].join('\n')}\n`;
}

function renderEntry({ behaviour, scenarios, verdict }: BehaviourEntry, colours: Colours, nowMs: number): string {
  const mutants = new Set(
    scenarios.flatMap((one) => one.mutants.map(({ mutant }) => `${mutant.program} ${mutant.name}`)),
  );
  const proof = `${many(scenarios.length, 'scenario')}, ${many(mutants.size, 'mutant')}`;
  const facts = [`${behaviour.tier}, ${behaviour.needs}`, ...(scenarios.length === 0 ? [] : [proof])];
  const words = scenarios.length === 0 ? 'unproven' : verdictWords(verdict, nowMs);
  const mark = paintOf(verdict?.outcome, colours)(MARKS[verdict?.outcome ?? 'never']);
  return `  ${mark} ${behaviour.id}  ${colours.dim(facts.join(' · '))}  ${paintOf(verdict?.outcome, colours)(words)}`;
}

const MARKS: Readonly<Record<Outcome | 'never', string>> = {
  held: '✓',
  broken: '✗',
  inconclusive: '?',
  unsupported: '-',
  never: '·',
};

export function verdictWords(verdict: LastVerdict | undefined, nowMs: number): string {
  return verdict === undefined ? 'never run' : `${verdict.outcome} ${ago(nowMs - Date.parse(verdict.at))}`;
}

function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

function renderCounts(entries: readonly BehaviourEntry[]): string {
  const proven = entries.filter(({ scenarios }) => scenarios.length > 0).length;
  const scenarios = entries.flatMap((entry) => entry.scenarios);
  const listed = scenarios.flatMap((one) => one.mutants.map(({ mutant }) => mutant));
  const mutants = new Set(listed.map(({ name, patch }) => `${patch?.file} ${name}`)).size;
  const all = many(entries.length, 'behaviour');
  if (proven === 0) return all;
  return `${all}, ${proven} proven by ${many(scenarios.length, 'scenario')}, which must catch ${many(mutants, 'mutant')}`;
}

export const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export function paintOf(outcome: Outcome | undefined, colours: Colours): (text: string) => string {
  if (outcome === 'held') return colours.green;
  if (outcome === 'broken') return colours.red;
  return outcome === 'inconclusive' ? colours.yellow : colours.dim;
}
