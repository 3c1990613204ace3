// The forms that JSON Schemas are put together from, and what can be taken out of them again.

import { z } from 'zod';
import type { JsonSchema } from './subschemas.js';

/** Of the very schema that files are read with: what may be written. */
export function jsonOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

export const namesTo = (schema: JsonSchema, pattern: string): JsonSchema => ({
  type: 'object',
  propertyNames: { pattern },
  additionalProperties: schema,
});

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, items });

export const having = (...keys: readonly string[]): JsonSchema => ({
  properties: Object.fromEntries(keys.map((key) => [key, {}])),
  required: keys,
});

/** Exactly one of these keys: better errors and completion in editors than a choice of objects. */
export const oneKey = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
});

export const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

// Objects of a JSON Schema have these members in these forms.
export const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
export const requiredOf = (schema: JsonSchema): readonly string[] => (schema['required'] ?? []) as readonly string[];
