// What the API's bodies ask for of proxies.

import type { Behaviour } from '../behaviour.js';
import type { ProxySettings } from '../tcp-proxy.js';
import type { Toxic } from '../wire/toxic.js';
import { badRequestBody, missingField } from './api-error.js';
import { bodyIn, booleanIn, integerIn, isArray, kindOf, objectIn, stringIn, wordIn } from './fields.js';
import { readGoJson, type GoObject } from './go-json.js';
import { toxicsOf } from './toxic-requests.js';

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
  return proxyOf(bodyIn(text), behaviour, '');
}

/** Body of POST /populate. */
export function readProxies(text: string, behaviour: Behaviour): readonly ProxyRequest[] {
  const value = readGoJson(text);
  if (value === null) return [];
  if (!isArray(value)) throw badRequestBody(`expected an array of proxies, found ${kindOf(value)}`);
  return value.map((item, index) => proxyOf(objectIn(item, `proxy ${index + 1}`), behaviour, ` at proxy ${index + 1}`));
}

/** Body of POST or PATCH /proxies/{proxy}. */
export function readProxyChange(text: string, { strict }: Behaviour): ProxyChange {
  const body = bodyIn(text);
  return {
    ...present('listen', stringIn(body, 'listen')),
    ...present('upstream', stringIn(body, 'upstream')),
    ...present('enabled', booleanIn(body, 'enabled')),
    ...(strict ? {} : { ...present('fin', finIn(body)), ...present('accept', acceptIn(body)) }),
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

const finIn = (body: GoObject): ProxySettings['fin'] | undefined => wordIn(body, 'fin', ['half-close', 'close']);
const acceptIn = (body: GoObject): ProxySettings['accept'] | undefined => wordIn(body, 'accept', ['always', 'never']);

function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  // The one key that a computed literal has is K, which TypeScript widens to string.
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
