// Whether what is printed has colours: as the user says, else as the terminal is.

export interface ColourFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/** NO_COLOR (https://no-color.org) wins over FORCE_COLOR, which wins over what the output goes to. */
export function wantsColour({ env, isTTY }: ColourFacts = ownFacts()): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  const force = env['FORCE_COLOR'];
  if (isSet(force)) return force !== '0' && force !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

const ownFacts = (): ColourFacts => ({ env: process.env, isTTY: process.stdout.isTTY === true });
