// What became of a trial, in a few words: for the terminal's table and for the page alike.

import { breaksAt } from '../scenario/index.js';
import type { Judgement, MutantTrial, Trial } from './proof.js';

export const MARKS: Readonly<Record<Judgement, string>> = { right: '✓', wrong: '✗', doubtful: '?', skipped: '-' };

/** `caught at takes`, `broke at await exit, not at takes`, `none: it injects no fault`. */
export function trialWords(trial: Trial | MutantTrial): string {
  const { outcome, at, reason } = trial;
  const where = at === undefined ? '' : ` at ${placeOf(at)}`;
  switch (outcome) {
    case 'held':
      return 'held';
    case 'caught':
      return `caught${where}`;
    case 'survived':
      return 'survived: the scenario held';
    case 'elsewhere':
      return `broke${where}, not ${elsewhere(trial)}`;
    case 'broken':
      return `broken${where}`;
    case 'inconclusive':
    case 'unsupported':
      return `${outcome}${reason === undefined ? where : `: ${reason}`}`;
    case 'none':
      return `none: ${reason ?? 'no reason given'}`;
  }
}

/** `takes`; for a step its whole label, `await exit client`; for a receipt what should have left it. */
export function placeOf({ clause, label }: { readonly clause: string; readonly label: string }): string {
  return label.startsWith(clause) || clause === 'receipt' ? label : clause;
}

function elsewhere(trial: Trial | MutantTrial): string {
  if (!('breaks' in trial)) return 'where it must';
  const { at, breaks, because } = trial;
  const isThere = at !== undefined && (breaksAt(breaks, at.clause) || breaksAt(breaks, at.label));
  return isThere && because !== undefined ? `because of "${because}"` : `at ${breaks}`;
}
