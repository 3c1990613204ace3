// A run as a few lines of text, in the order of time: the events that prove the verdict, what was done to the network, and
// what stood around them. The terminal, Markdown and JUnit tell it alike.

import type { StoryEntry } from './fold-entries.js';
import { storyEntries } from './story-entries.js';
import type { RunReport } from './run-report.js';
import { clipText, displayWidth, visibleText } from './visible-text.js';

export interface StoryLine {
  readonly atUs: number;
  /** `client`, `wire #1`, `fault`. */
  readonly who: string;
  readonly text: string;
  /** It is one of the events that a verdict other than held rests on. */
  readonly proves: boolean;
  readonly isFault: boolean;
  /** How many lines were left out just before this one. */
  readonly omittedBefore: number;
}

export interface StoryOptions {
  readonly limit: number;
}

/** At most `limit` lines: what proves, what was done, then what came before the last proof. */
export function storyOf(
  report: Pick<RunReport, 'timeline' | 'pieces'>,
  { limit }: StoryOptions = { limit: 16 },
): readonly StoryLine[] {
  const entries = storyEntries(report);
  const chosen = chooseEntries(entries, limit);
  let next = 0;
  return chosen.map((index) => {
    const entry = entries[index] as StoryEntry; // chosen holds indexes of entries
    const omittedBefore = index - next;
    next = index + 1;
    const { atUs, who, proves, isFault } = entry;
    return { atUs, who: visibleText(who, 80), text: visibleText(entry.text(), 400), proves, isFault, omittedBefore };
  });
}

export interface StoryStyle {
  readonly proof: (text: string) => string;
  readonly fault: (text: string) => string;
  readonly faint: (text: string) => string;
}

const PLAIN: StoryStyle = { proof: (text) => text, fault: (text) => text, faint: (text) => text };

/** The lines as a table: ▸ marks those that prove. */
export function renderStory(lines: readonly StoryLine[], style: StoryStyle = PLAIN): readonly string[] {
  const whoWidth = Math.min(24, Math.max(0, ...lines.map(({ who }) => displayWidth(who))));
  const timeWidth = Math.max(0, ...lines.map(({ atUs }) => formatClock(atUs).length));
  return lines.flatMap(({ atUs, who, text, proves, isFault, omittedBefore }) => {
    const name = clipText(who, whoWidth);
    const cells = `${formatClock(atUs).padStart(timeWidth)}  ${name}${' '.repeat(whoWidth - displayWidth(name))}  ${clipText(text, 200)}`;
    const line = proves ? style.proof(`▸ ${cells}`) : isFault ? style.fault(`  ${cells}`) : style.faint(`  ${cells}`);
    return omittedBefore === 0 ? [line] : [style.faint(`  ${'⋮'.padStart(timeWidth)}  ${omittedBefore} more`), line];
  });
}

/** Time since the run's start, in one unit for all lines: `622.4 ms`. */
export const formatClock = (atUs: number): string => `${(atUs / 1_000).toFixed(1)} ms`;

function chooseEntries(entries: readonly StoryEntry[], limit: number): readonly number[] {
  const chosen = new Set<number>();
  const take = (index: number): void => {
    if (chosen.size < limit && index >= 0 && index < entries.length) chosen.add(index);
  };
  entries.forEach((entry, index) => entry.proves && take(index));
  entries.forEach((entry, index) => entry.isFault && take(index));
  const lastProof = entries.findLastIndex(({ proves }) => proves);
  const pivot = lastProof === -1 ? entries.length - 1 : lastProof;
  // Three lines of before to each one of after.
  for (let step = 1; step <= entries.length && chosen.size < limit; step += 1) {
    take(pivot - step + 1);
    if (step % 3 === 0) take(pivot + step / 3);
  }
  return [...chosen].toSorted((a, b) => a - b);
}
