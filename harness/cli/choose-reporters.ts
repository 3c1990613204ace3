// `--reporter a,b`: guasto's own reporters by name, else Playwright's.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { REPORTERS } from '../kinds/reporters/index.js';
import type { ScenarioOptions } from '../playwright/options.js';
import { Mistake } from './mistake.js';

const PLAYWRIGHTS = ['html', 'list', 'line', 'dot', 'blob', 'failures', 'perfetto', 'null'];
/** They write files and print nothing, so that without another one nothing would be seen. */
const SILENT = ['html', 'blob', 'perfetto'];

export type ChosenReporters = Required<Pick<ScenarioOptions, 'print' | 'reporter'>>;

/** Default: our terminal reporter, and Playwright's HTML report. Throws Mistake. */
export function chooseReporters(names: string | undefined): ChosenReporters {
  const wanted = names?.split(',').map((name) => name.trim()) ?? ['terminal', 'html'];
  const ours = wanted.filter((name) => REPORTERS.get(name)?.scope === 'suite');
  const others = wanted.filter((name) => !ours.includes(name)).map(playwrightReporter);
  const silent = ours.length === 0 && others.every(([name]) => SILENT.includes(name));
  return { print: silent ? ['terminal'] : ours, reporter: others };
}

function playwrightReporter(name: string): readonly [string] | readonly [string, unknown] {
  if (name === 'html') return ['html', { open: 'never' }];
  if (PLAYWRIGHTS.includes(name)) return [name];
  if (existsSync(name)) return [resolve(name)];
  try {
    return [createRequire(join(process.cwd(), 'package.json')).resolve(name)];
  } catch {
    const ours = [...REPORTERS.values()].filter(({ scope }) => scope === 'suite').map((kind) => kind.name);
    throw new Mistake(`no reporter "${name}": guasto has ${ours.join(', ')}; Playwright has ${PLAYWRIGHTS.join(', ')}`);
  }
}
