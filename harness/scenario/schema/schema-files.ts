// The files of `schema/`, which the package ships: for editors, and for whoever reads results.

import { RESULTS_SCHEMA_FILES, resultsJsonSchema } from '../../kinds/reporters/results-schema.js';
import type { Shelves } from '../language.js';
import { behaviourJsonSchema, fixtureJsonSchema, scenarioJsonSchema } from './json-schema.js';

export function schemaFiles(shelves: Shelves): readonly { readonly name: string; readonly text: string }[] {
  return [
    { name: 'scenario.schema.json', text: print(scenarioJsonSchema(shelves)) },
    { name: 'fixture.schema.json', text: print(fixtureJsonSchema(shelves)) },
    { name: 'behaviour.schema.json', text: print(behaviourJsonSchema()) },
    ...RESULTS_SCHEMA_FILES.map(({ name, schema }) => ({ name, text: print(resultsJsonSchema(schema)) })),
  ];
}

const print = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;
