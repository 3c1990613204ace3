// The HTTP side of the API: finds the route, reads the body, and answers in Toxiproxy's forms.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ProxyCollection } from '../proxy-collection.js';
import { ApiError } from './api-error.js';
import { observingRoutes, type Observed } from './observing-routes.js';
import { ROUTES, type Asked, type Reply, type Route } from './routes.js';

/** A body of the API has a few hundred bytes; Toxiproxy has no limit. */
const MOST_BODY_BYTES = 8 * 1024 * 1024;
const KEEP_ALIVE_MS = 60_000;
const TEXT = 'text/plain; charset=utf-8';

export function createApiServer(proxies: ProxyCollection, observed: Observed): Server {
  const routes = [...ROUTES, ...observingRoutes(observed)];
  const server = createServer((request, response) => {
    answer(proxies, routes, request)
      .then((reply) => send(response, reply))
      // Our own bug: the client is told, and the server lives on for the others.
      .catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else send(response, failure(500, `internal error: ${String(error)}`));
      });
  });
  // A failed accept (no descriptor left) concerns one client only.
  server.on('error', () => undefined);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

interface FullReply extends Reply {
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(
  proxies: ProxyCollection,
  routes: readonly Route[],
  request: IncomingMessage,
): Promise<FullReply> {
  const [rawPath = '/', query] = (request.url ?? '/').split('?');
  const clean = rawPath.replace(/\/{2,}/g, '/');
  if (clean !== rawPath) return { status: 301, headers: { location: clean } };
  const path = decoded(rawPath);
  const asked: Asked = { query: new URLSearchParams(query), accept: request.headers.accept ?? '' };
  for (const { path: pattern, methods, anyMethod } of routes) {
    const match = path === undefined ? null : pattern.exec(path);
    if (match === null) continue;
    const handler = methods[request.method ?? ''] ?? anyMethod;
    if (handler === undefined) return { status: 405 };
    const names = [match[1] ?? '', match[2] ?? ''] as const;
    return await handled(request, (body) => handler(proxies, body, names, asked));
  }
  return { status: 404, body: '404 page not found\n', contentType: TEXT };
}

/** A browser is turned away, so that a web page can't drive the API of the machine it is shown on. */
async function handled(request: IncomingMessage, handle: (body: string) => Reply | Promise<Reply>): Promise<FullReply> {
  const headers = { 'X-Toxiproxy-Request-Id': randomBytes(10).toString('hex') };
  if (request.headers['user-agent']?.startsWith('Mozilla/') === true) {
    return { status: 403, body: 'User agent not allowed\n', contentType: TEXT, headers };
  }
  try {
    return { ...(await handle(await bodyOf(request))), headers };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { headers: more, ...reply } = failure(error.status, error.message);
    return { ...reply, headers: { ...headers, ...more } };
  }
}

/** JSON that calls itself plain text, as Go's http.Error makes it. */
function failure(status: number, message: string): FullReply {
  const body = `${JSON.stringify({ error: message, status })}\n`;
  return { status, body, contentType: TEXT, headers: { 'X-Content-Type-Options': 'nosniff' } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of request) {
    // An http request without an encoding yields buffers.
    const bytes = piece as Buffer;
    sizeBytes += bytes.length;
    if (sizeBytes <= MOST_BODY_BYTES) pieces.push(bytes);
  }
  if (sizeBytes > MOST_BODY_BYTES) {
    throw new ApiError(413, `expected a body of at most ${MOST_BODY_BYTES} bytes, found ${sizeBytes}`);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function send(response: ServerResponse, { status, body, contentType, headers, stream }: FullReply): void {
  if (stream !== undefined) {
    stream(response, headers ?? {});
    return;
  }
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body ?? '') };
  const type = contentType === undefined ? {} : { 'Content-Type': contentType };
  response.writeHead(status, { ...headers, ...type, ...length });
  response.end(body);
}

/** Undefined for a path that is not valid percent-encoding. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
