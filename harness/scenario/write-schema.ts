// `npm run schema`: writes schema/*.json anew from the schemas that files are read with.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './files.js';
import { schemaFiles } from './schema/schema-files.js';
import { SHELVES } from './shelves.js';

const folder = join(packageFolder(__dirname), 'schema');
mkdirSync(folder, { recursive: true });
for (const { name, text } of schemaFiles(SHELVES)) writeFileSync(join(folder, name), text);
