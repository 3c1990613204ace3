// `guasto schema`: where the JSON Schema of scenario files lies.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Mistake } from './mistake.js';

export function schemaCommand(): void {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const schema = join(folder, 'schema', 'scenario.schema.json');
    if (!existsSync(schema)) continue;
    process.stdout.write(`${schema}\n`);
    return;
  }
  throw new Mistake(
    `expected schema/scenario.schema.json in guasto's own package, above ${__dirname}: reinstall guasto`,
  );
}
