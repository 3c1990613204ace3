// Wherever more than just any text is wanted, a scenario may write `"${params.x}"` instead, and what stands there is known only
// when the param is filled in.

import { mapSubschemas, type JsonSchema } from './subschemas.js';

export const PLACE_DEFINITION: JsonSchema = {
  description: 'A reference, such as `${params.timeout}`.',
  type: 'string',
  pattern: String.raw`\$\{\s*params\.[^{}]+\}`,
};

/** The same schema, every scalar in it also as a reference to `#/$defs/place`. */
export function withPlaces(schema: JsonSchema): JsonSchema {
  const inner = mapSubschemas(schema, withPlaces);
  if (!isParticular(schema)) return inner;
  const { description, ...scalar } = inner;
  return { ...(description === undefined ? {} : { description }), anyOf: [scalar, { $ref: '#/$defs/place' }] };
}

/** A text that may be any, but for its length, holds references anyway. */
const isParticular = (schema: JsonSchema): boolean =>
  ['number', 'integer', 'boolean'].includes(String(schema['type'])) ||
  ['enum', 'const', 'pattern'].some((key) => Object.hasOwn(schema, key));
