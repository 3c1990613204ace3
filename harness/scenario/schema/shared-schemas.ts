// What stands in a JSON Schema more than once is written once, under `$defs`, by the name of the key it was met at.

import { isSchema, mapSubschemas, type JsonSchema } from './subschemas.js';

/** Shorter ones are easier to read where they stand. */
const LEAST_CHARACTERS = 160;

/** The same schema with its repeated parts in `$defs`, beside those that it has. */
export function shareRepeated(schema: JsonSchema): JsonSchema {
  const definitions = isSchema(schema['$defs']) ? schema['$defs'] : {};
  const counts = new Map<string, number>();
  const countIn = (inner: JsonSchema): JsonSchema => {
    const text = textOf(inner);
    const times = (counts.get(text) ?? 0) + 1;
    counts.set(text, times);
    // The parts of a repeated part are counted once: they stand in its definition.
    return times > 1 ? inner : mapSubschemas(inner, countIn);
  };
  mapSubschemas(schema, countIn);
  for (const definition of Object.values(definitions)) if (isSchema(definition)) countIn(definition);

  const names = new Map<string, string>();
  const shared: Record<string, JsonSchema> = {};
  const replace = (inner: JsonSchema, key: string): JsonSchema => {
    const { description, ...rest } = inner;
    const text = textOf(inner);
    if (text.length < LEAST_CHARACTERS || (counts.get(text) ?? 0) < 2) return mapSubschemas(inner, replace, key);
    let name = names.get(text);
    if (name === undefined) {
      name = freeName(key, { ...definitions, ...shared });
      names.set(text, name);
      // Taken before its parts are shared, so that they get other names.
      shared[name] = rest;
      shared[name] = mapSubschemas(rest, replace, key);
    }
    return { ...(description === undefined ? {} : { description }), $ref: `#/$defs/${name}` };
  };
  const whole = mapSubschemas(schema, replace);
  const defined = Object.entries(definitions).map(([name, inner]) => [
    name,
    isSchema(inner) ? mapSubschemas(inner, replace, name) : inner,
  ]);
  const all = { ...Object.fromEntries(defined), ...shared };
  return Object.keys(all).length === 0 ? whole : { ...whole, $defs: all };
}

/** Two schemas that differ only in what they say about themselves are one. */
function textOf(schema: JsonSchema): string {
  const { description: _description, ...rest } = schema;
  return JSON.stringify(rest);
}

function freeName(key: string, taken: Readonly<Record<string, unknown>>): string {
  let name = key;
  for (let count = 2; Object.hasOwn(taken, name); count += 1) name = `${key}-${count}`;
  return name;
}
