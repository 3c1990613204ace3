// The colours of the canvas, read from the style sheet, where light and dark are told apart.

const NAMES = [
  'page',
  'panel',
  'ink',
  'muted',
  'rule',
  'grid',
  'life',
  'call',
  'call-ink',
  'blocked',
  'blocked-line',
  'raised',
  'raised-soft',
  'upstream',
  'downstream',
  'reset',
  'fin',
  'fault',
  'fault-line',
  'fault-ink',
  'held',
  'held-soft',
  'broken',
  'broken-soft',
  'doubt',
  'accent',
  'step',
  'cleanup',
] as const;

export type ColourName = (typeof NAMES)[number];
export type Theme = Readonly<Record<ColourName, string>>;

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  // fromEntries forgets that each name is there.
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Theme;
}

/** Calls back whenever the reader switches between light and dark. */
export function onThemeChange(changed: (theme: Theme) => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => changed(readTheme()));
}
