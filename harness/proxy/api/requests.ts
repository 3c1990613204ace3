// What the API's bodies ask for, read from JSON by Go's rules: keys without case, null as absent, unknown keys ignored.

import { TOXICS } from '../../kinds/toxics/index.js';
import { defaultOf, type AttributeKind, type Attributes, type ToxicKind } from '../../kinds/toxics/toxic.js';
import type { ConnectionRule, Stream } from '../../vocabulary/network.js';
import type { Behaviour } from '../behaviour.js';
import type { ProxySettings } from '../tcp-proxy.js';
import type { Toxic, ToxicSettings } from '../wire/toxic.js';
import { badRequestBody, invalidAttributes, invalidStream, invalidToxicType, missingField } from './api-error.js';
import { GoObject, NumberLiteral, readGoJson, type GoJson } from './go-json.js';

export interface ProxyRequest extends ProxySettings {
  readonly name: string;
  /** Ours: Toxiproxy drops toxics that come with a proxy. */
  readonly toxics: readonly Toxic[];
  /** Ours: a seed of the proxy's own. */
  readonly seed: number | undefined;
}

export type ProxyChange = Partial<ProxySettings>;

/** Body of POST /proxies. */
export function readProxy(text: string, behaviour: Behaviour): ProxyRequest {
  return proxyOf(objectIn(readGoJson(text), 'the body'), behaviour, '');
}

/** Body of POST /populate. */
export function readProxies(text: string, behaviour: Behaviour): readonly ProxyRequest[] {
  const value = readGoJson(text);
  if (value === null) return [];
  if (!Array.isArray(value)) throw badRequestBody(`expected an array of proxies, found ${kindOf(value)}`);
  // Array.isArray loses the element type of a readonly array.
  const items = value as readonly GoJson[];
  return items.map((item, index) => proxyOf(objectIn(item, `proxy ${index + 1}`), behaviour, ` at proxy ${index + 1}`));
}

/** Body of POST or PATCH /proxies/{proxy}. */
export function readProxyChange(text: string, { strict }: Behaviour): ProxyChange {
  const body = objectIn(readGoJson(text), 'the body');
  return {
    ...present('listen', stringIn(body, 'listen')),
    ...present('upstream', stringIn(body, 'upstream')),
    ...present('enabled', booleanIn(body, 'enabled')),
    ...(strict ? {} : { ...present('fin', finIn(body)), ...present('accept', acceptIn(body)) }),
  };
}

/** Body of POST /proxies/{proxy}/toxics. `exists` is asked before the attributes are looked at, as Toxiproxy does. */
export function readToxic(text: string, behaviour: Behaviour, checkName: (name: string) => void): Toxic {
  return toxicOf(objectIn(readGoJson(text), 'the body'), behaviour, checkName);
}

/** Body of POST or PATCH /proxies/{proxy}/toxics/{toxic}: what is in force after it. */
export function readToxicChange(text: string, current: Toxic, { strict }: Behaviour): ToxicSettings {
  const body = objectIn(readGoJson(text), 'the body');
  return {
    toxicity: floatIn(body, 'toxicity') ?? current.toxicity,
    attributes: attributesOf(body, current.kind, current.attributes),
    rule: (strict ? undefined : ruleOf(body)) ?? current.rule,
  };
}

function proxyOf(body: GoObject, behaviour: Behaviour, where: string): ProxyRequest {
  const name = stringIn(body, 'name') ?? '';
  const upstream = stringIn(body, 'upstream') ?? '';
  const listen = stringIn(body, 'listen') ?? '';
  const enabled = booleanIn(body, 'enabled') ?? true;
  if (name === '') throw missingField(`name${where}`);
  if (upstream === '') throw missingField(`upstream${where}`);
  const ours = behaviour.strict
    ? { fin: behaviour.fin, accept: 'always' as const, toxics: [], seed: undefined }
    : {
        fin: finIn(body) ?? behaviour.fin,
        accept: acceptIn(body) ?? 'always',
        toxics: toxicsOf(body, behaviour),
        seed: integerIn(body, 'seed'),
      };
  return { name, upstream, listen, enabled, ...ours };
}

function toxicsOf(body: GoObject, behaviour: Behaviour): readonly Toxic[] {
  const value = body.get('toxics');
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw mismatch('toxics', 'an array', value);
  const names = new Set<string>();
  return (value as readonly GoJson[]).map((item, index) => {
    const toxic = toxicOf(objectIn(item, `toxic ${index + 1}`), behaviour, () => undefined);
    if (names.has(toxic.name))
      throw badRequestBody(`expected every toxic of a proxy to have its own name, found "${toxic.name}" twice`);
    names.add(toxic.name);
    return toxic;
  });
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

function attributeIn(given: GoObject, name: string, what: AttributeKind): number | string | undefined {
  if (typeof what === 'string') return integerIn(given, name);
  const value = given.get(name);
  if (value === undefined || (typeof value === 'string' && what.includes(value))) return value;
  throw mismatch(name, `one of ${what.join(', ')}`, value);
}

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

const RULE_KEYS = ['nth', 'first', 'port'];

const given = <V>(key: string, value: V | undefined): readonly (readonly [string, V])[] =>
  value === undefined ? [] : [[key, value]];

function objectIn(value: GoJson, where: string): GoObject {
  if (value === null) return new GoObject([]);
  if (value instanceof GoObject) return value;
  throw mismatch(where, 'an object', value);
}

function stringIn(body: GoObject, key: string): string | undefined {
  const value = body.get(key);
  if (value === undefined || typeof value === 'string') return value;
  throw mismatch(key, 'a string', value);
}

function booleanIn(body: GoObject, key: string): boolean | undefined {
  const value = body.get(key);
  if (value === undefined || typeof value === 'boolean') return value;
  throw mismatch(key, 'true or false', value);
}

/** A 32-bit float, as Toxiproxy keeps it. */
function floatIn(body: GoObject, key: string): number | undefined {
  const value = body.get(key);
  if (value === undefined) return undefined;
  const number = value instanceof NumberLiteral ? Math.fround(Number(value.text)) : NaN;
  if (!Number.isFinite(number)) throw mismatch(key, 'a number', value);
  return number;
}

/** A 64-bit integer, written as one. */
function integerIn(body: GoObject, key: string): number | undefined {
  const value = body.get(key);
  if (value === undefined) return undefined;
  if (!(value instanceof NumberLiteral) || !/^-?\d+$/.test(value.text)) throw mismatch(key, 'an integer', value);
  const exact = BigInt(value.text);
  if (exact !== BigInt.asIntN(64, exact)) throw mismatch(key, 'an integer of 64 bits', value);
  return Number(exact);
}

function acceptIn(body: GoObject): ProxySettings['accept'] | undefined {
  const value = stringIn(body, 'accept');
  if (value === undefined || value === 'always' || value === 'never') return value;
  throw badRequestBody(`expected "always" or "never" in "accept", found ${JSON.stringify(value)}`);
}

function finIn(body: GoObject): ProxySettings['fin'] | undefined {
  const value = stringIn(body, 'fin');
  if (value === undefined || value === 'half-close' || value === 'close') return value;
  throw badRequestBody(`expected "half-close" or "close" in "fin", found ${JSON.stringify(value)}`);
}

const isStream = (text: string): text is Stream => text === 'upstream' || text === 'downstream';

function mismatch(key: string, expected: string, found: GoJson): Error {
  const where = key.includes(' ') ? `for ${key}` : `in "${key}"`;
  return badRequestBody(`expected ${expected} ${where}, found ${kindOf(found)}`);
}

function kindOf(value: GoJson): string {
  if (value instanceof NumberLiteral) return value.text;
  if (value instanceof GoObject) return 'an object';
  if (Array.isArray(value)) return 'an array';
  return JSON.stringify(value);
}

function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  // The one key that a computed literal has is K, which TypeScript widens to string.
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
