// What a scenario must say of itself, for specs that are about something else: a claim, and where it is written.

/** Two lines of a scenario file. */
export const CLAIM = `claim: It is as the spec says.
source: the spec beside`;

/** The rest of a scenario file, with a claim at its end if it has none. */
export const withClaim = (rest: string): string =>
  /^(?:proves|claim|source):/m.test(rest) ? rest : `${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}${CLAIM}\n`;
