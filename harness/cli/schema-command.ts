// `guasto schema`: where the JSON Schemas lie: of the files that scenarios are written in, and of those that runs leave.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { didYouMean } from '../scenario/index.js';
import { Mistake } from './mistake.js';

const SUFFIX = '.schema.json';

/** `name`: scenario, fixture, behaviour, results, verdicts. Throws Mistake. */
export function schemaCommand(name: string): void {
  const folder = schemaFolder();
  const path = join(folder, `${name}${SUFFIX}`);
  if (existsSync(path)) return void process.stdout.write(`${path}\n`);
  const names = readdirSync(folder).map((file) => file.replace(SUFFIX, ''));
  const hint = didYouMean(name, names) ?? `there are ${names.toSorted().join(', ')}`;
  throw new Mistake(`there is no schema "${name}": ${hint}`);
}

function schemaFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'schema', `scenario${SUFFIX}`))) return join(folder, 'schema');
  }
  throw new Mistake(
    `expected schema/scenario.schema.json in guasto's own package, above ${__dirname}: reinstall guasto`,
  );
}
