import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, test } from 'node:test';
import type { AfterTest } from '../testing/scratch-folder.js';
import { callToxiproxy, openToxiproxy } from './toxiproxy.js';

async function listening(server: Server, t: AfterTest): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('openToxiproxy', () => {
  test('starts the embedded one, which speaks for itself', async (t) => {
    const toxiproxy = await openToxiproxy(undefined);
    t.after(() => toxiproxy.close());
    assert.equal(toxiproxy.kind, 'embedded');
    assert.match(toxiproxy.version, /^\d+\.\d+/);
    await toxiproxy.flush();
  });

  test('a URL where nobody listens is told', async (t) => {
    const server = createServer();
    const port = await listening(server, t);
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(openToxiproxy(`http://127.0.0.1:${port}/`), {
      code: 'toxiproxy-unreachable',
      message: `Toxiproxy did not tell its version at http://127.0.0.1:${port}: fetch failed`,
      hint: 'is it still running, and at that URL?',
    });
  });

  test('a URL where something else answers is told, with what it said', async (t) => {
    const port = await listening(
      createHttpServer((_, response) => response.end('<html>Hello, I am a web server, and no Toxiproxy</html>')),
      t,
    );
    await assert.rejects(openToxiproxy(`http://127.0.0.1:${port}`), {
      code: 'toxiproxy-unreachable',
      message: `expected a Toxiproxy at http://127.0.0.1:${port}, but its /version says "<html>Hello, I am a web server, and no Toxiproxy</html>"`,
      hint: 'is that the address of its API (8474 unless -port says otherwise), not that of a proxy?',
    });
  });

  test('a URL where nobody answers is given up after five seconds', async (t) => {
    const port = await listening(
      createServer((socket) => t.after(() => void socket.destroy())),
      t,
    );
    const beganAtMs = performance.now();
    await assert.rejects(openToxiproxy(`http://127.0.0.1:${port}`), { message: /: no answer within 5 s$/ });
    assert.ok(performance.now() - beganAtMs >= 4_990);
  });

  test('a proxy at a port that is taken is told so, which the client library does not', async (t) => {
    const port = await listening(createServer(), t);
    const toxiproxy = await openToxiproxy(undefined);
    t.after(() => toxiproxy.close());
    const body = { name: 'wire', listen: `127.0.0.1:${port}`, upstream: '127.0.0.1:1', enabled: true };
    await assert.rejects(toxiproxy.createProxy(body), {
      code: 'port-taken',
      message: `expected to create proxy wire at 127.0.0.1:${port}, but somebody listens there`,
    });
  });

  test('a refusal of another kind stays one', async (t) => {
    const toxiproxy = await openToxiproxy(undefined);
    t.after(() => toxiproxy.close());
    const body = { name: 'wire', listen: '127.0.0.1:99999', upstream: '127.0.0.1:1', enabled: true };
    await assert.rejects(toxiproxy.createProxy(body), { code: 'toxiproxy-refused', message: /status code 500/ });
  });
});

describe('callToxiproxy', () => {
  test('leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await callToxiproxy('answer', () => Promise.resolve('yes'));
    assert.equal(timers(), before);
  });
});
