// The schemas that stand directly inside a JSON Schema, and the key that each is known by.

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The same schema, each schema directly inside it changed. `key`: the nearest property's name. */
export function mapSubschemas(
  schema: JsonSchema,
  change: (inner: JsonSchema, key: string) => JsonSchema,
  key = '',
): JsonSchema {
  const changed = { ...schema };
  for (const choice of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[choice];
    if (Array.isArray(branches)) changed[choice] = branches.map((branch: JsonSchema) => change(branch, key));
  }
  for (const part of ['items', 'additionalProperties']) {
    const inner = schema[part];
    if (isSchema(inner)) changed[part] = change(inner, key);
  }
  const { properties } = schema;
  if (isSchema(properties)) {
    changed['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, isSchema(inner) ? change(inner, name) : inner]),
    );
  }
  return changed;
}

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
