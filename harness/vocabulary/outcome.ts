// What a run can prove. The worst outcome of its parts wins; inconclusive is never green.

export type Outcome = 'held' | 'broken' | 'inconclusive' | 'unsupported';

const FROM_BEST: readonly Outcome[] = ['held', 'unsupported', 'inconclusive', 'broken'];

export function worstOutcome(outcomes: Iterable<Outcome>): Outcome {
  let worst = 0;
  for (const outcome of outcomes) worst = Math.max(worst, FROM_BEST.indexOf(outcome));
  return FROM_BEST[worst] ?? 'held';
}

export interface ExitCodeOptions {
  readonly strict: boolean;
}

/** The CLI's exit code for a whole run: 0 held, 1 broken, 3 inconclusive, 4 unsupported under --strict. */
export function exitCodeOf(outcome: Outcome, { strict }: ExitCodeOptions): number {
  switch (outcome) {
    case 'held':
      return 0;
    case 'broken':
      return 1;
    case 'inconclusive':
      return 3;
    case 'unsupported':
      return strict ? 4 : 0;
  }
}

/** A scenario file that can't be read as meant. */
export const EXIT_AUTHORS_MISTAKE = 2;
