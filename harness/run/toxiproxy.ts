// The Toxiproxy of this world, driven through toxiproxy-node-client in every case: embedded (ours), one that already runs
// somewhere (URL), or a server binary that we start and stop. A foreign one tells nothing of what passes it, so its links
// get a tap at both ends: two plain proxies of our embedded server, whose events together are those of the link.
//
//   embedded:  client ─▶ proxy with toxics ─▶ server
//   foreign:   client ─▶ front tap ─▶ foreign Toxiproxy with toxics ─▶ back tap ─▶ server

import { Toxiproxy, type ICreateProxyBody, type Proxy as ToxiproxyProxy } from 'toxiproxy-node-client';
import { startToxiproxy, type ProxyEvent, type RunningToxiproxy } from '../proxy/index.js';
import { RigError } from '../vocabulary/rig-error.js';
import { settlesWithin } from './deadline.js';
import { readListeners } from './kernel-table.js';

/** toxiproxy-node-client has no timeouts of its own; the real server answers within 25 s or never. */
const CALL_DEADLINE_MS = 26_000;
/** Asking for the version does not wait for connections, as other calls do. */
const VERSION_DEADLINE_MS = 5_000;
/** The embedded server's thread answers within a turn of its loop. */
const FLUSH_DEADLINE_MS = 5_000;

export type ProxyListener = (event: ProxyEvent) => void;

export interface ToxiproxyControl {
  readonly kind: 'embedded' | 'foreign';
  readonly url: string;
  readonly version: string;
  /** Creates a proxy on the Toxiproxy under control. Throws RigError. */
  createProxy(body: SeededProxyBody): Promise<ToxiproxyProxy>;
  /** Creates a tap (a plain proxy of our embedded server). Throws RigError. */
  createTap(body: ICreateProxyBody): Promise<ToxiproxyProxy>;
  /** Hears what passes the proxies of our embedded server, by proxy name. Returns the undo. */
  subscribe(proxy: string, listener: ProxyListener): () => void;
  /** Resolves when every event that has happened so far was handed to its listener. */
  flush(): Promise<void>;
  /** Worst lag of the embedded server's thread since the last call, µs. */
  lagUs(): number;
  close(): Promise<void>;
}

/** `seed` is our own addition: the embedded server draws this proxy's toxicity and jitter from it; others ignore it. */
export type SeededProxyBody = ICreateProxyBody & { readonly seed?: number };

/** Starts the embedded server, and connects to the foreign one if a URL is given. Throws RigError. */
export async function openToxiproxy(foreignUrl: string | undefined): Promise<ToxiproxyControl> {
  const listeners = new Map<string, ProxyListener>();
  const embedded = await startToxiproxy({ onEvent: (event) => listeners.get(event.proxy)?.(event) });
  try {
    const url = foreignUrl === undefined ? embedded.url : withoutTrailingSlash(foreignUrl);
    const version = await askVersion(url);
    return new Control({ embedded, url, version, listeners, foreign: foreignUrl !== undefined });
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

interface ControlParts {
  readonly embedded: RunningToxiproxy;
  readonly url: string;
  readonly version: string;
  readonly foreign: boolean;
  readonly listeners: Map<string, ProxyListener>;
}

class Control implements ToxiproxyControl {
  readonly kind: 'embedded' | 'foreign';
  readonly url: string;
  readonly version: string;
  readonly #parts: ControlParts;
  readonly #client: Toxiproxy;
  readonly #tapClient: Toxiproxy;

  constructor(parts: ControlParts) {
    this.kind = parts.foreign ? 'foreign' : 'embedded';
    this.url = parts.url;
    this.version = parts.version;
    this.#parts = parts;
    this.#client = new Toxiproxy(parts.url);
    this.#tapClient = new Toxiproxy(parts.embedded.url);
  }

  createProxy(body: SeededProxyBody): Promise<ToxiproxyProxy> {
    return createListening(`create proxy ${body.name}`, body, () => this.#client.createProxy(body));
  }

  createTap(body: ICreateProxyBody): Promise<ToxiproxyProxy> {
    return createListening(`create tap ${body.name}`, body, () => this.#tapClient.createProxy(body));
  }

  subscribe(proxy: string, listener: ProxyListener): () => void {
    this.#parts.listeners.set(proxy, listener);
    return () => this.#parts.listeners.delete(proxy);
  }

  async flush(): Promise<void> {
    if (await settlesWithin(this.#parts.embedded.flush(), FLUSH_DEADLINE_MS)) return;
    throw new RigError('toxiproxy-unreachable', 'the thread of the embedded Toxiproxy does not answer', {
      hint: 'is this machine overloaded? Run fewer scenarios at once (--concurrency)',
    });
  }

  lagUs(): number {
    return this.#parts.embedded.lagUs();
  }

  close(): Promise<void> {
    return this.#parts.embedded.stop();
  }
}

/** The client library hides why a proxy was refused; nearly always somebody else listens at its address. */
async function createListening(
  what: string,
  body: ICreateProxyBody,
  create: () => Promise<ToxiproxyProxy>,
): Promise<ToxiproxyProxy> {
  try {
    return await callToxiproxy(what, create);
  } catch (error) {
    const port = Number(body.listen.slice(body.listen.lastIndexOf(':') + 1));
    const refused = error instanceof RigError && error.code === 'toxiproxy-refused';
    if (!refused || !readListeners().some(({ local }) => local.port === port)) throw error;
    throw new RigError('port-taken', `expected to ${what} at ${body.listen}, but somebody listens there`, {
      cause: error,
      hint: `see who it is: ss -ltnp 'sport = :${port}'`,
    });
  }
}

/** One call to a Toxiproxy, with a deadline, and its error told as trouble of the rig. */
export async function callToxiproxy<T>(
  what: string,
  call: () => Promise<T>,
  deadlineMs = CALL_DEADLINE_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const late = new Error(`no answer within ${deadlineMs / 1000} s`);
    timer = setTimeout(() => reject(late), deadlineMs);
  });
  try {
    return await Promise.race([call(), deadline]);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const refused = /status code \d+/.test(message);
    throw new RigError(
      refused ? 'toxiproxy-refused' : 'toxiproxy-unreachable',
      `Toxiproxy did not ${what}: ${message}`,
      {
        cause,
        hint: refused
          ? 'the client library hides the reason: ask the same of the HTTP API with curl'
          : 'is it still running, and at that URL?',
      },
    );
  } finally {
    clearTimeout(timer);
  }
}

async function askVersion(url: string): Promise<string> {
  const ask = (): Promise<string> => new Toxiproxy(url).getVersion();
  const text = await callToxiproxy(`tell its version at ${url}`, ask, VERSION_DEADLINE_MS);
  // Before 2.2 the answer was the bare version.
  const version = /"version"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? /^[\w.+-]{1,40}$/.exec(text.trim())?.[0];
  if (version !== undefined) return version;
  throw new RigError(
    'toxiproxy-unreachable',
    `expected a Toxiproxy at ${url}, but its /version says ${JSON.stringify(text.slice(0, 80))}`,
    { hint: 'is that the address of its API (8474 unless -port says otherwise), not that of a proxy?' },
  );
}

/** The client would ask for `//proxies`, be redirected, and lose its POST bodies without a word. */
const withoutTrailingSlash = (url: string): string => url.replace(/\/+$/, '');
