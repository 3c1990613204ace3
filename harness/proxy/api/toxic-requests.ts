// What the API's bodies ask for of toxics.

import { TOXICS } from '../../kinds/toxics/index.js';
import { defaultOf, type AttributeKind, type Attributes, type ToxicKind } from '../../kinds/toxics/toxic.js';
import type { ConnectionRule, Stream } from '../../vocabulary/network.js';
import type { Behaviour } from '../behaviour.js';
import type { Toxic, ToxicSettings } from '../wire/toxic.js';
import { badRequestBody, invalidAttributes, invalidStream, invalidToxicType } from './api-error.js';
import { arrayIn, bodyIn, floatIn, integerIn, mismatch, objectIn, stringIn, wordIn } from './fields.js';
import { GoObject } from './go-json.js';

/** Body of POST /proxies/{proxy}/toxics. `checkName` is asked before the attributes are looked at, as Toxiproxy does. */
export function readToxic(text: string, behaviour: Behaviour, checkName: (name: string) => void): Toxic {
  return toxicOf(bodyIn(text), behaviour, checkName);
}

/** Body of POST or PATCH /proxies/{proxy}/toxics/{toxic}: what is in force after it. */
export function readToxicChange(text: string, current: Toxic, { strict }: Behaviour): ToxicSettings {
  const body = bodyIn(text);
  return {
    toxicity: floatIn(body, 'toxicity') ?? current.toxicity,
    attributes: attributesOf(body, current.kind, current.attributes),
    rule: (strict ? undefined : ruleOf(body)) ?? current.rule,
  };
}

/** `toxics` of a proxy: ours, Toxiproxy drops them. */
export function toxicsOf(proxy: GoObject, behaviour: Behaviour): readonly Toxic[] {
  const names = new Set<string>();
  const checkName = (name: string): void => {
    if (names.has(name))
      throw badRequestBody(`expected every toxic of a proxy to have its own name, found "${name}" twice`);
    names.add(name);
  };
  const items = arrayIn(proxy, 'toxics') ?? [];
  return items.map((item, index) => toxicOf(objectIn(item, `toxic ${index + 1}`), behaviour, checkName));
}

function toxicOf(body: GoObject, { strict }: Behaviour, checkName: (name: string) => void): Toxic {
  const streamAsGiven = stringIn(body, 'stream') ?? 'downstream';
  const stream = streamAsGiven.toLowerCase();
  const type = stringIn(body, 'type') ?? '';
  const toxicity = floatIn(body, 'toxicity') ?? 1;
  if (!isStream(stream)) throw invalidStream();
  const kind = TOXICS.get(type);
  // Strict knows only what every Toxiproxy knows.
  if (kind === undefined || (strict && kind.needs !== undefined)) throw invalidToxicType();
  const name = stringIn(body, 'name') || `${type}_${streamAsGiven}`;
  checkName(name);
  const rule = strict ? undefined : ruleOf(body);
  return { name, kind, stream, streamAsGiven, toxicity, attributes: attributesOf(body, kind, {}), rule };
}

/** The attributes in force after the change: all that the kind has. Nothing is changed if one is wrong. */
function attributesOf(body: GoObject, kind: ToxicKind, current: Attributes): Attributes {
  const given = body.get('attributes');
  if (given !== undefined && !(given instanceof GoObject)) throw mismatch('attributes', 'an object', given);
  const merged: Record<string, number | string> = {};
  for (const [name, what] of Object.entries(kind.attributes)) {
    const value = given === undefined ? undefined : attributeIn(given, name, what);
    merged[name] = value ?? current[name] ?? defaultOf(what);
  }
  const refused = kind.refuse?.(merged);
  if (refused !== undefined) throw invalidAttributes(kind.name, refused);
  return merged;
}

const attributeIn = (given: GoObject, name: string, what: AttributeKind): number | string | undefined =>
  typeof what === 'string' ? integerIn(given, name) : wordIn(given, name, what);

const RULE_KEYS = ['nth', 'first', 'port'];

/** `"connections": {"nth": 2}`. An empty object is for all. */
function ruleOf(body: GoObject): ConnectionRule | undefined {
  const value = body.get('connections');
  if (value === undefined) return undefined;
  if (!(value instanceof GoObject)) throw mismatch('connections', 'an object', value);
  for (const [key] of value.members) {
    if (!RULE_KEYS.includes(key)) {
      throw badRequestBody(`expected ${RULE_KEYS.join(', ')} in "connections", found "${key}"`);
    }
  }
  const rule = Object.fromEntries(RULE_KEYS.flatMap((key) => given(key, integerIn(value, key))));
  const wrong = Object.keys(rule).find((key) => (rule[key] ?? 0) < 1);
  if (wrong !== undefined) {
    throw badRequestBody(`expected "${wrong}" in "connections" to count from 1, found ${rule[wrong]}`);
  }
  return rule;
}

const given = <V>(key: string, value: V | undefined): readonly (readonly [string, V])[] =>
  value === undefined ? [] : [[key, value]];

const isStream = (text: string): text is Stream => text === 'upstream' || text === 'downstream';
