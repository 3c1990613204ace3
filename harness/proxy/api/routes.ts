// The routes of Toxiproxy's HTTP API: which method on which path does what, and what it answers.

import type { ServerResponse } from 'node:http';
import type { ProxyCollection } from '../proxy-collection.js';
import { ApiError, toxicAlreadyExists, toxicNotFound } from './api-error.js';
import { showProxy, showToxic, type ProxyRepresentation } from './representations.js';
import { readProxies, readProxy, readProxyChange } from './requests.js';
import { readToxic, readToxicChange } from './toxic-requests.js';
import type { TcpProxy } from '../tcp-proxy.js';
import type { Toxic } from '../wire/toxic.js';

/** Clients look at it to see which API they talk to. */
export const TOXIPROXY_VERSION = '2.12.0';

export interface Reply {
  readonly status: number;
  /** undefined: an empty body. */
  readonly body?: string;
  readonly contentType?: string;
  /** Answers by itself, in its own time. */
  readonly stream?: (response: ServerResponse, headers: Readonly<Record<string, string>>) => void;
}

export interface Asked {
  readonly query: URLSearchParams;
  readonly accept: string;
}

/** `names`: what stands in place of {proxy} and {toxic}. */
type Handler = (
  proxies: ProxyCollection,
  body: string,
  names: readonly [string, string],
  asked: Asked,
) => Reply | Promise<Reply>;

export interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
  /** For every method that has none of its own. */
  readonly anyMethod?: Handler;
}

const json = (status: number, value: unknown): Reply => ({
  status,
  body: JSON.stringify(value),
  contentType: 'application/json',
});
const NO_CONTENT: Reply = { status: 204 };

export const ROUTES: readonly Route[] = [
  { path: /^\/reset$/, methods: { POST: reset } },
  { path: /^\/proxies$/, methods: { GET: listProxies, POST: createProxy } },
  { path: /^\/populate$/, methods: { POST: populate } },
  {
    path: /^\/proxies\/([^/]+)$/,
    methods: { GET: getProxy, POST: updateProxy, PATCH: updateProxy, DELETE: deleteProxy },
  },
  { path: /^\/proxies\/([^/]+)\/toxics$/, methods: { GET: listToxics, POST: addToxic } },
  {
    path: /^\/proxies\/([^/]+)\/toxics\/([^/]+)$/,
    methods: { GET: getToxic, POST: updateToxic, PATCH: updateToxic, DELETE: removeToxic },
  },
  { path: /^\/version$/, methods: { GET: version } },
];

async function reset(proxies: ProxyCollection): Promise<Reply> {
  await proxies.reset();
  return NO_CONTENT;
}

function listProxies(proxies: ProxyCollection): Reply {
  return json(200, Object.fromEntries(proxies.all().map((proxy) => [proxy.name, showProxy(proxy, proxies.behaviour)])));
}

async function createProxy(proxies: ProxyCollection, body: string): Promise<Reply> {
  return json(201, showProxy(await proxies.create(readProxy(body, proxies.behaviour)), proxies.behaviour));
}

/** What was done before a failure stays done, and is told with it. */
async function populate(proxies: ProxyCollection, body: string): Promise<Reply> {
  const { behaviour } = proxies;
  const done: ProxyRepresentation[] = [];
  // Toxiproxy's null makes its own Node client crash.
  const shown = (): readonly ProxyRepresentation[] | null => (behaviour.strict && done.length === 0 ? null : done);
  try {
    for (const request of readProxies(body, behaviour)) {
      done.push(showProxy(await proxies.populate(request), behaviour));
    }
    return json(201, { proxies: shown() });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return json(error.status, { error: error.message, status: error.status, proxies: shown() });
  }
}

function getProxy(proxies: ProxyCollection, _body: string, [name]: readonly [string, string]): Reply {
  return json(200, showProxy(proxies.get(name), proxies.behaviour));
}

async function updateProxy(proxies: ProxyCollection, body: string, [name]: readonly [string, string]): Promise<Reply> {
  proxies.get(name);
  return json(200, showProxy(await proxies.update(name, readProxyChange(body, proxies.behaviour)), proxies.behaviour));
}

async function deleteProxy(proxies: ProxyCollection, _body: string, [name]: readonly [string, string]): Promise<Reply> {
  await proxies.delete(name);
  return NO_CONTENT;
}

function listToxics(proxies: ProxyCollection, _body: string, [name]: readonly [string, string]): Reply {
  return json(200, proxies.get(name).toxics.map(showToxic));
}

function addToxic(proxies: ProxyCollection, body: string, [name]: readonly [string, string]): Reply {
  const proxy = proxies.get(name);
  const toxic = readToxic(body, proxies.behaviour, (wanted) => {
    if (proxy.toxics.some((each) => each.name === wanted)) throw toxicAlreadyExists();
  });
  proxy.addToxic(toxic);
  return json(200, showToxic(toxic));
}

function getToxic(proxies: ProxyCollection, _body: string, names: readonly [string, string]): Reply {
  return json(200, showToxic(toxicAt(proxies, names).toxic));
}

function updateToxic(proxies: ProxyCollection, body: string, names: readonly [string, string]): Reply {
  const { proxy, toxic } = toxicAt(proxies, names);
  proxy.updateToxic(toxic, readToxicChange(body, toxic, proxies.behaviour));
  return json(200, showToxic(toxic));
}

function removeToxic(proxies: ProxyCollection, _body: string, names: readonly [string, string]): Reply {
  const { proxy, toxic } = toxicAt(proxies, names);
  proxy.removeToxic(toxic);
  return NO_CONTENT;
}

function version(): Reply {
  return {
    status: 200,
    body: `{"version": "${TOXIPROXY_VERSION}"}\n`,
    contentType: 'application/json;charset=utf-8',
  };
}

function toxicAt(
  proxies: ProxyCollection,
  [name, toxicName]: readonly [string, string],
): { readonly proxy: TcpProxy; readonly toxic: Toxic } {
  const proxy = proxies.get(name);
  const toxic = proxy.toxics.find((each) => each.name === toxicName);
  if (toxic === undefined) throw toxicNotFound();
  return { proxy, toxic };
}
