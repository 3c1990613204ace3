// Entries of a story that say the same thing again and again, told as one.

import { formatDurationUs, formatSize } from '../../vocabulary/units.js';

export interface StoryEntry {
  readonly atUs: number;
  readonly who: string;
  /** Made only for the few that are shown. */
  readonly text: () => string;
  readonly proves: boolean;
  readonly isFault: boolean;
  /** Neighbours with the same group may be told together. */
  readonly group: Group | undefined;
  readonly sizeBytes: number;
  readonly untilUs: number;
}

export interface Group {
  readonly key: string;
  /** repeated: the first, how many, how much. preparing: each by its `short`. output: the last line that says something. */
  readonly kind: 'repeated' | 'preparing' | 'output';
  readonly short?: string;
}

/** So many neighbours of a group become one entry. */
const RUN_LENGTH: Readonly<Record<Group['kind'], number>> = { repeated: 3, preparing: 2, output: 3 };

/** Neighbours of one group become one entry. */
export function foldEntries(entries: readonly StoryEntry[]): readonly StoryEntry[] {
  const folded: StoryEntry[] = [];
  let start = 0;
  while (start < entries.length) {
    const first = entries[start] as StoryEntry; // start is within entries
    let end = start + 1;
    while (first.group !== undefined && !first.proves && canFollow(first, entries[end])) end += 1;
    if (first.group === undefined || end - start < RUN_LENGTH[first.group.kind])
      folded.push(...entries.slice(start, end));
    else folded.push(foldOne(entries.slice(start, end), first, first.group.kind));
    start = end;
  }
  return folded;
}

const canFollow = (first: StoryEntry, next: StoryEntry | undefined): boolean =>
  next !== undefined && next.group?.key === first.group?.key && !next.proves;

function foldOne(run: readonly StoryEntry[], first: StoryEntry, kind: Group['kind']): StoryEntry {
  const last = run.at(-1) ?? first;
  const sizeBytes = run.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const texts: Readonly<Record<Group['kind'], () => string>> = {
    preparing: () => run.map(({ group }) => group?.short).join(', '),
    output: () => `${lastOfOutput(run, last)} (the last of ${run.length} lines)`,
    repeated: () =>
      `${first.text()} … ×${run.length}, ${formatSize(sizeBytes)} in ${formatDurationUs(last.untilUs - first.atUs)}`,
  };
  return { ...first, text: texts[kind], sizeBytes, untilUs: last.untilUs };
}

/** Where a traceback says why; not its line of carets. */
const lastOfOutput = (run: readonly StoryEntry[], last: StoryEntry): string =>
  run.findLast((entry) => /: .*\w/.test(entry.text()))?.text() ?? last.text();
