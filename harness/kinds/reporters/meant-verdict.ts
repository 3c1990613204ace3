// A scenario may be wrong on purpose, and say which verdict it must then get: reports say whether it got it.

export interface MeantVerdict {
  readonly verdict: 'broken' | 'inconclusive';
  /** The clause or label of the piece at which it must be so. */
  readonly at: string;
  /** Whether it came as meant: this verdict, at this piece, for the reason that the scenario names. */
  readonly met: boolean;
}

/** `meant to be broken at takes, and is` */
export const tellMeant = ({ verdict, at, met }: MeantVerdict): string =>
  `meant to be ${verdict} at ${at}, and ${met ? 'is' : 'is not'}`;

/** `as they are meant: 17 of 18`; undefined if none is wrong on purpose. */
export function countMeant(runs: readonly { readonly meant?: MeantVerdict | undefined }[]): string | undefined {
  const meant = runs.flatMap((run) => run.meant ?? []);
  if (meant.length === 0) return undefined;
  return `wrong on purpose: ${meant.length}, of which ${meant.filter(({ met }) => met).length} as meant`;
}
