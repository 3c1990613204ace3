// JSON Schemas for editors, made of the very schemas that files are read with. What a schema can't say (names that exist,
// texts that occur once) is left to the reader.

import { behaviourSchema } from '../behaviours/behaviour-schema.js';
import { RESERVED_NAMES } from '../check-names.js';
import { Language, type Shelves } from '../language.js';
import { TOP_LEVEL_KEYS } from '../top-level.js';
import { having, jsonOf, listOf, namesTo } from './json-forms.js';
import { PLACE_DEFINITION, withPlaces } from './places-in-schema.js';
import { shareRepeated } from './shared-schemas.js';
import { definitionsOf } from './step-definitions.js';
import type { JsonSchema } from './subschemas.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const NAME = '^[A-Za-z][A-Za-z0-9_-]*$';
const NAME_OF_ITS_OWN = `^(?!(${[...RESERVED_NAMES].join('|')})$)[A-Za-z][A-Za-z0-9_-]*$`;

/** Of `*.scenario.yaml`. */
export function scenarioJsonSchema(shelves: Shelves): JsonSchema {
  const language = new Language(shelves, () => true);
  const { head, programs } = language;
  const properties: Readonly<Record<TopLevelKey, JsonSchema>> = {
    title: jsonOf(head.title),
    proves: jsonOf(head.proves),
    claim: jsonOf(head.claim),
    source: jsonOf(head.source),
    tags: jsonOf(head.tags),
    params: namesTo({ $ref: '#/$defs/value' }, NAME),
    matrix: MATRIX,
    programs: {
      ...namesTo({ anyOf: [jsonOf(programs.fixture), jsonOf(programs.run)] }, NAME_OF_ITS_OWN),
      minProperties: 1,
    },
    links: namesTo(jsonOf(language.link), NAME_OF_ITS_OWN),
    steps: listOf({ $ref: '#/$defs/step' }),
    when: listOf({ $ref: '#/$defs/rule' }),
    expect: listOf({ $ref: '#/$defs/expectation' }),
    control: { anyOf: [listOf({ $ref: '#/$defs/expectation' }), jsonOf(language.noControl)] },
    mutants: { type: 'array', items: jsonOf(language.mutant) },
    'must-break': jsonOf(language.mustBreak),
    needs: jsonOf(head.needs),
    timeout: jsonOf(head.timeout),
    capture: jsonOf(head.capture),
  };
  const described = Object.entries(properties).map(([key, schema]) => [
    key,
    // Params stand for themselves.
    { ...(DEFINING.has(key) ? schema : withPlaces(schema)), description: TOP_LEVEL_KEYS[key as TopLevelKey] },
  ]);
  return shareRepeated({
    $schema: DIALECT,
    title: 'A guasto scenario',
    description:
      'One behaviour: which programs run, what goes wrong on the wire between them, and what must be true afterwards.',
    type: 'object',
    properties: Object.fromEntries(described),
    required: ['title', 'programs', 'steps', 'expect'],
    anyOf: [having('proves'), having('claim', 'source')],
    additionalProperties: false,
    $defs: { ...placed(definitionsOf(language)), value: VALUE, place: PLACE_DEFINITION },
  });
}

type TopLevelKey = keyof typeof TOP_LEVEL_KEYS;

const DEFINING: ReadonlySet<string> = new Set(['params', 'matrix']);

const placed = (schemas: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withPlaces(schema)]));

/** Of `fixtures/<name>/fixture.yaml`. */
export function fixtureJsonSchema(shelves: Shelves): JsonSchema {
  return shareRepeated({
    $schema: DIALECT,
    title: 'A guasto fixture',
    description: 'A program for scenarios: how it is started, when it is ready, its arguments and its mutants.',
    ...jsonOf(new Language(shelves, () => true).fixture),
  });
}

/** Of `behaviours/<call>/<id>.yaml`. */
export function behaviourJsonSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'A documented behaviour',
    description: 'What a call does, where that is documented, and how it can be seen. Scenarios prove it.',
    ...jsonOf(behaviourSchema()),
  };
}

const VALUE: JsonSchema = { description: 'A value of a param.', type: ['string', 'number', 'boolean'] };

const MATRIX: JsonSchema = {
  anyOf: [
    { description: 'Rows: each overrides some params.', ...listOf(namesTo({ $ref: '#/$defs/value' }, NAME)) },
    {
      description: 'Every combination of these values.',
      ...namesTo(listOf({ $ref: '#/$defs/value' }), NAME),
      minProperties: 1,
    },
  ],
};
