// One case of the API's table: what is asked, and what both servers answer. Where they differ on purpose, a case says what
// each does.

export interface Expected {
  readonly status: number;
  /** The body as JSON; ports stand as PORT, and the Go server's accidental `Logger` is left out. */
  readonly json?: unknown;
  readonly text?: string;
  /** The error's text, or (ending in …) its beginning. */
  readonly error?: string;
  readonly type?: string;
}

export interface Asked {
  readonly ask: readonly [method: string, path: string, body?: unknown];
  readonly headers?: Record<string, string>;
  /** `strict`: where ours does not do what the real one does in the strict way either. */
  readonly answer: Expected | { readonly ours: Expected; readonly real: Expected; readonly strict?: 'as ours' };
}

export interface ApiCase {
  readonly title: string;
  readonly asked: readonly Asked[];
}

export const P = { name: 'p', listen: '127.0.0.1:0', upstream: '127.0.0.1:1' };
export const SHOWN = {
  name: 'p',
  listen: '127.0.0.1:PORT',
  upstream: '127.0.0.1:1',
  enabled: true,
  toxics: [] as unknown[],
};
export const OFF = { ...SHOWN, listen: '127.0.0.1:0', enabled: false };
export const LATENCY = {
  attributes: { latency: 10, jitter: 0 },
  name: 'latency_downstream',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
};
export const TEXT = 'text/plain; charset=utf-8';

export const create: Asked = { ask: ['POST', '/proxies', P], answer: { status: 201, json: SHOWN } };
export const createOff: Asked = {
  ask: ['POST', '/proxies', { ...P, enabled: false }],
  answer: { status: 201, json: OFF },
};
export const addLatency: Asked = {
  ask: ['POST', '/proxies/p/toxics', { type: 'latency', attributes: { latency: 10 } }],
  answer: { status: 200, json: LATENCY },
};
export const refused = (status: number, error: string): Expected => ({ status, error, type: TEXT });
export const asked = (method: string, path: string, body: unknown, answer: Asked['answer']): Asked => ({
  ask: [method, path, body],
  answer,
});
export const toxicAnswer = (body: object, answer: Asked['answer']): Asked =>
  asked('POST', '/proxies/p/toxics', body, answer);
