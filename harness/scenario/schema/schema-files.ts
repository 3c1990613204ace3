// The files of `schema/`, which editors are pointed to, and which the package ships.

import type { Shelves } from '../language.js';
import { behaviourJsonSchema, fixtureJsonSchema, scenarioJsonSchema } from './json-schema.js';

export function schemaFiles(shelves: Shelves): readonly { readonly name: string; readonly text: string }[] {
  return [
    { name: 'scenario.schema.json', text: print(scenarioJsonSchema(shelves)) },
    { name: 'fixture.schema.json', text: print(fixtureJsonSchema(shelves)) },
    { name: 'behaviour.schema.json', text: print(behaviourJsonSchema()) },
  ];
}

const print = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;
