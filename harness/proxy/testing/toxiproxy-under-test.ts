// One Toxiproxy for a spec file, ours or a real one, and the few calls that its tests make.

import type { ProxyEvent } from '../proxy-event.js';
import { startToxiproxy, type RunningToxiproxy, type StartToxiproxyOptions } from '../index.js';

export interface ApiAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ApiAnswer>;

/** Calls an API; a string body goes as it is, anything else as JSON. */
export function callerOf(url: string): Call {
  return async (method, path, body, headers = {}) => {
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { method, headers, redirect: 'manual', ...text });
    const answer = await response.text();
    return { status: response.status, type: response.headers.get('content-type'), text: answer, json: parsed(answer) };
  };
}

export interface Testbed {
  readonly toxiproxy: RunningToxiproxy;
  readonly call: Call;
  readonly events: readonly ProxyEvent[];
  /** Makes a proxy in front of `upstreamPort` and returns its port. */
  proxy(name: string, upstreamPort: number, more?: object): Promise<number>;
  toxic(proxy: string, toxic: object): Promise<void>;
  eventsOf(proxy: string): Promise<readonly ProxyEvent[]>;
}

export async function openTestbed(options: StartToxiproxyOptions = {}): Promise<Testbed> {
  const events: ProxyEvent[] = [];
  const toxiproxy = await startToxiproxy({ seed: 7, ...options, onEvent: (event) => events.push(event) });
  const call = callerOf(toxiproxy.url);
  return {
    toxiproxy,
    call,
    events,
    proxy: async (name, upstreamPort, more = {}) => {
      const body = { name, listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstreamPort}`, ...more };
      const answer = await call('POST', '/proxies', body);
      if (answer.status !== 201) throw new Error(`could not create ${name}: ${answer.text}`);
      return portOf(answer.json);
    },
    toxic: async (proxy, toxic) => {
      const answer = await call('POST', `/proxies/${proxy}/toxics`, toxic);
      if (answer.status !== 200) throw new Error(`could not add a toxic to ${proxy}: ${answer.text}`);
    },
    eventsOf: async (proxy) => {
      await toxiproxy.flush();
      return events.filter((event) => event.proxy === proxy);
    },
  };
}

/** The port in a proxy's `listen`. */
export function portOf(proxy: unknown): number {
  const { listen } = proxy as { readonly listen: string };
  return Number(listen.slice(listen.lastIndexOf(':') + 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
