// What a scenario does and expects, as the definitions of its JSON Schema: steps, conditions, rules, faults, expectations.

import { requiredAttributes } from '../../kinds/toxics/toxic.js';
import type { Language } from '../language.js';
import { CONDITION_KINDS, SUBJECTS, type ConditionKind } from '../steps/condition-schemas.js';
import { faultName } from '../steps/toxic-schema.js';
import { PAYLOAD_TAGS } from '../words/read-payload.js';
import { jsonOf, object, oneKey, propertiesOf, requiredOf } from './json-forms.js';
import type { JsonSchema } from './subschemas.js';

/** By the names under `$defs`. */
export const definitionsOf = (language: Language): Readonly<Record<string, JsonSchema>> => ({
  step: step(language),
  condition: {
    description: 'What is waited for.',
    anyOf: CONDITION_KINDS.flatMap((kind) => condition(kind, language)),
  },
  rule: { description: 'A trigger, and the step that it does.', anyOf: rules(language) },
  fault: { description: 'What is done to the network.', anyOf: faults(language) },
  expectation: expectation(language),
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
  const properties = { ...propertiesOf(own), end: { const: true } };
  return [...tagged, { ...own, properties, required: ['to', 'end'] }];
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
  const toxicSchemas = [...toxics.values()].map((kind) => {
    const entry = jsonOf(language.toxic(kind));
    return { ...entry, required: [...requiredOf(entry), ...requiredAttributes(kind)] };
  });
  const faultSchemas = [...others.values()]
    .filter((kind) => kind.name !== 'toxic')
    .map((kind) => {
      const entry = jsonOf(language.fault(kind));
      const properties = { fault: { const: kind.name }, name: jsonOf(faultName()), ...propertiesOf(entry) };
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
