// Wherever a number, a boolean or one of a few words is wanted, a scenario may write `"${params.x}"` instead.

import { mapSubschemas, type JsonSchema } from './subschemas.js';

export const PLACE_DEFINITION: JsonSchema = {
  description: 'A reference, such as `${params.timeout}`.',
  type: 'string',
  pattern: String.raw`\$\{[^{}]+\}`,
};

/** The same schema, every scalar in it also as a reference to `#/$defs/place`. */
export function withPlaces(schema: JsonSchema): JsonSchema {
  const inner = mapSubschemas(schema, withPlaces);
  if (!isScalar(schema)) return inner;
  const { description, ...scalar } = inner;
  return { ...(description === undefined ? {} : { description }), anyOf: [scalar, { $ref: '#/$defs/place' }] };
}

/** Texts already allow `${`; a constant picks the schema that it stands in and must be itself. */
const isScalar = (schema: JsonSchema): boolean =>
  ['number', 'integer', 'boolean'].includes(String(schema['type'])) || schema['enum'] !== undefined;
