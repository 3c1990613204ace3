// JSON Schemas for editors, made of the very schemas that files are read with. What a schema can't say (names that exist,
// texts that occur once) is left to the reader.

import { z } from 'zod';
import { behaviourSchema } from '../behaviours/behaviour-schema.js';
import { CONDITION_KINDS, SUBJECTS, type ConditionKind } from '../steps/condition-schemas.js';
import { Language, type Shelves } from '../language.js';
import { TOP_LEVEL_KEYS } from '../top-level.js';
import { PAYLOAD_TAGS } from '../words/payload-word.js';
import { PLACE_DEFINITION, withPlaces } from './places-in-schema.js';
import { shareRepeated } from './shared-schemas.js';
import { mapSubschemas, type JsonSchema } from './subschemas.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const NAME = '^[A-Za-z][A-Za-z0-9_-]*$';

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
    params: namesTo({ $ref: '#/$defs/value' }),
    matrix: MATRIX,
    programs: { ...namesTo({ anyOf: [jsonOf(programs.fixture), jsonOf(programs.run)] }), minProperties: 1 },
    links: namesTo(jsonOf(language.link)),
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
    $defs: { ...definitions(language), value: VALUE, place: PLACE_DEFINITION },
  });
}

type TopLevelKey = keyof typeof TOP_LEVEL_KEYS;

const DEFINING: ReadonlySet<string> = new Set(['params', 'matrix']);

function definitions(language: Language): JsonSchema {
  const conditions = CONDITION_KINDS.flatMap((kind) => condition(kind, language));
  const all: JsonSchema = {
    step: step(language),
    condition: { description: 'What is waited for.', anyOf: conditions },
    rule: { description: 'A trigger, and the step that it does.', anyOf: rules(language) },
    fault: { description: 'What is done to the network.', anyOf: faults(language) },
    expectation: expectation(language),
  };
  return { ...(mapSubschemas({ properties: all }, withPlaces)['properties'] as JsonSchema) };
}

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

function jsonOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

const VALUE: JsonSchema = { description: 'A value of a param.', type: ['string', 'number', 'boolean'] };

const namesTo = (schema: JsonSchema): JsonSchema => ({
  type: 'object',
  propertyNames: { pattern: NAME },
  additionalProperties: schema,
});

const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, items });

const MATRIX: JsonSchema = {
  anyOf: [
    { description: 'Rows: each overrides some params.', ...listOf(namesTo({ $ref: '#/$defs/value' })) },
    {
      description: 'Every combination of these values.',
      ...namesTo(listOf({ $ref: '#/$defs/value' })),
      minProperties: 1,
    },
  ],
};

const having = (...keys: readonly string[]): JsonSchema => ({
  properties: Object.fromEntries(keys.map((key) => [key, {}])),
  required: keys,
});

/** Exactly one of these keys: better errors and completion in editors than a choice of objects. */
const oneKey = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
});

function step(language: Language): JsonSchema {
  const { steps } = language;
  return {
    description: 'A verb with its object.',
    ...oneKey({
      ...actions(language),
      wait: { ...jsonOf(steps.wait), description: 'Does nothing for this long.' },
      await: { $ref: '#/$defs/condition', description: 'Waits until it is so; missed → broken. Default: within 10 s.' },
      guard: {
        $ref: '#/$defs/condition',
        description: 'A precondition of the claim; missed → inconclusive. Default: within 1 s.',
      },
    }),
  };
}

/** The steps that a rule may do too. */
function actions(language: Language): Readonly<Record<string, JsonSchema>> {
  const { steps, words } = language;
  return {
    start: {
      description: 'Starts a program and waits until it is ready.',
      anyOf: [jsonOf(words.program), jsonOf(steps.start)],
    },
    restart: { ...jsonOf(steps.restart), description: 'Starts a program again that has ended.' },
    signal: { ...jsonOf(steps.signal), description: 'Sends a signal to the program’s process group.' },
    write: { description: 'Writes bytes to a program’s stdin.', anyOf: writes(language) },
    inject: { $ref: '#/$defs/fault', description: 'Attaches a fault until it is healed, or the run ends.' },
    heal: { ...jsonOf(steps.heal), description: 'Takes a fault away again.' },
    link: {
      description: 'Takes a link down (new connections are refused, old ones are cut), or brings it up again.',
      ...oneKey({ down: jsonOf(words.proxiedLink), up: jsonOf(words.proxiedLink) }),
    },
  };
}

function writes(language: Language): readonly JsonSchema[] {
  const own = jsonOf(language.steps.write);
  const payloads = jsonOf(language.words.payload)['anyOf'] as readonly JsonSchema[];
  const tagged = payloads.map((payload) => ({
    ...own,
    properties: { ...propertiesOf(own), ...propertiesOf(payload) },
    required: ['to', ...PAYLOAD_TAGS.filter((tag) => Object.hasOwn(propertiesOf(payload), tag))],
  }));
  return [...tagged, { ...own, required: ['to', 'end'] }];
}

/** The short form (`exit: client, code: 0`) and the long one (`exit: { of: client, code: 0 }`). */
function condition(kind: ConditionKind, language: Language): readonly JsonSchema[] {
  const flat = jsonOf(language.conditions[kind]);
  const subject = SUBJECTS[kind];
  const { [subject]: subjectSchema = {}, ...others } = propertiesOf(flat);
  const required = requiredOf(flat);
  return [
    object({ [kind]: subjectSchema, ...others }, [kind, ...required.filter((key) => key !== subject)]),
    object({ [kind]: flat, within: others['within'] ?? {} }, [kind]),
  ];
}

const TRIGGERS = CONDITION_KINDS.filter((kind) => kind !== 'listening' && kind !== 'tcp');

function rules(language: Language): readonly JsonSchema[] {
  const action = { description: 'The step, done at most once.', ...oneKey(actions(language)) };
  return TRIGGERS.flatMap((kind) => condition(kind, language)).map((trigger) => {
    const { within: _within, ...properties } = propertiesOf(trigger);
    return object({ ...properties, do: action }, [...requiredOf(trigger), 'do']);
  });
}

function faults(language: Language): readonly JsonSchema[] {
  const { toxics, faults: others } = language.shelves;
  const toxicSchemas = [...toxics.values()].map((kind) => jsonOf(language.toxic(kind)));
  const faultSchemas = [...others.values()]
    .filter((kind) => kind.name !== 'toxic')
    .map((kind) => {
      const entry = jsonOf(language.fault(kind));
      const properties = { fault: { const: kind.name }, name: { type: 'string' }, ...propertiesOf(entry) };
      return { ...entry, properties, required: ['fault', ...requiredOf(entry)] };
    });
  return [...toxicSchemas, ...faultSchemas];
}

function expectation(language: Language): JsonSchema {
  const kinds = [...language.shelves.expectations.values()];
  return {
    description: 'One claim about what happened.',
    anyOf: kinds.map((kind) => ({ ...jsonOf(language.expectation(kind)), description: kind.about })),
  };
}

const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

// Objects of a JSON Schema have these members in these forms.
const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
const requiredOf = (schema: JsonSchema): readonly string[] => (schema['required'] ?? []) as readonly string[];
