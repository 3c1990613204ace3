import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  freePort,
  listening,
  mutate,
  readFixtures,
  startFixture,
  type Places,
  type Running,
} from './spec-support/fixtures.js';
import { findPythons, type Python } from './spec-support/pythons.js';
import type { Ended } from './spec-support/run-program.js';

const pythons = findPythons();
const [oldest] = pythons;
/** The ends of the range: what runs on both runs between them. */
const ends = [...new Set([oldest, pythons.at(-1)])].filter((python) => python !== undefined);
const skip = oldest === undefined ? 'no Python >= 3.9 here' : !existsSync('/proc/net/tcp') && 'no /proc/net/tcp here';

const TIMED_OUT: Ended = { code: 1, signal: null, stdout: '', stderr: 'TimeoutError: timed out\n' };

const COMPILE = 'import json, sys\nfor name, text in json.load(sys.stdin):\n    compile(text, name, "exec")\n';

interface Server {
  readonly running: Running;
  readonly port: number;
}

/** Starts programs of one Python, and ends what is left of them. */
class Rig {
  readonly #python: Python;
  readonly #servers: Running[] = [];
  #folder = '';
  #files = 0;

  constructor(python: Python) {
    this.#python = python;
  }

  setUp(): void {
    this.#folder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
  }

  async tearDown(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop('SIGKILL')));
    rmSync(this.#folder, { recursive: true });
  }

  file(text: string): string {
    const path = join(this.#folder, String((this.#files += 1)));
    writeFileSync(path, text);
    return path;
  }

  async server(name: string, places: Places = {}): Promise<Server> {
    const port = await freePort();
    const running = startFixture(this.#python, name, { 'self.port': String(port), ...places });
    this.#servers.push(running);
    await listening(port);
    return { running, port };
  }

  client(name: string, server: Server, places: Places = {}): Promise<Ended> {
    return startFixture(this.#python, name, { 'link.port': String(server.port), ...places }).ended;
  }
}

describe('every mutant of a fixture', { skip: oldest === undefined && skip }, () => {
  for (const fixture of readFixtures().filter(({ run }) => run[0] === 'python3')) {
    test(`is still Python, and differs where ${fixture.name} is what it should be`, () => {
      const texts = Object.entries(fixture.mutants ?? {}).map(([name, mutant]) => [name, mutate(fixture, mutant)]);
      const input = JSON.stringify(texts);
      const { status, stderr } = spawnSync(oldest?.path ?? '', ['-I', '-c', COMPILE], { input, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    });
  }
});

for (const python of ends) {
  describe(`with Python ${python.version}`, { skip }, () => {
    const rig = new Rig(python);
    before(() => rig.setUp());
    after(() => rig.tearDown());

    test('the echo client gets its message back, short or long, one client after the other', async () => {
      const server = await rig.server('python-echo-server');
      const short = await rig.client('python-echo-client', server, { 'args.message:file': rig.file('ciao') });
      assert.deepEqual(short, { code: 0, signal: null, stdout: 'reply: ciao\n', stderr: '' });
      const text = 'x'.repeat(5000);
      const long = await rig.client('python-echo-client', server, { 'args.message:file': rig.file(text) });
      const digest = createHash('sha256').update(text).digest('hex');
      assert.equal(long.stdout, `reply: sha256:${digest} 5000\n`);
    });

    test('the echo server ends in peace when it is interrupted', async () => {
      const server = await rig.server('python-echo-server');
      assert.deepEqual(await server.running.stop('SIGINT'), { code: 0, signal: null, stdout: '', stderr: '' });
    });

    test('a client gives up after its timeout when nobody reads', async () => {
      const server = await rig.server('python-late-server', { 'args.read-after:seconds': '600' });
      const places = { 'args.message:file': rig.file('ciao'), 'args.timeout:seconds': '0.2' };
      assert.deepEqual(await rig.client('python-echo-client', server, places), TIMED_OUT);
      // The first client's connection is still being served: the second one is refused nothing, and answered nothing.
      assert.deepEqual(await rig.client('python-echo-client', server, places), TIMED_OUT);
    });

    test('connections made before accept are served after it', async () => {
      const server = await rig.server('python-late-server', { 'args.accept-after:seconds': '0.3' });
      const ended = await rig.client('python-echo-client', server, { 'args.message:file': rig.file('ciao') });
      assert.equal(ended.stdout, 'reply: ciao\n');
    });

    test('a full backlog makes connect time out', async () => {
      const server = await rig.server('python-late-server', {
        'args.accept-after:seconds': '600',
        'args.backlog': '0',
      });
      const places = { 'args.connections': '3', 'args.timeout:seconds': '0.2' };
      const ended = await rig.client('python-silent-client', server, places);
      assert.deepEqual(ended, { ...TIMED_OUT, stdout: 'connected: 1\n' });
    });

    test('an upload arrives whole with sendall, and in part with one send', async () => {
      const server = await rig.server('python-digest-server');
      const size = { 'args.size:bytes': String(12 * 1024 ** 2) };
      const whole = await rig.client('python-upload-client', server, { ...size, 'args.timeout:seconds': '30' });
      assert.match(whole.stdout, /^sent: 12582912 bytes\ndelivered: 12582912 [0-9a-f]{64}\n$/);
      assert.equal(whole.code, 0);
      const part = await rig.client('python-upload-client', server, { ...size, 'args.with-send': '--with-send' });
      assert.match(part.stdout, /^sent: \d+ of 12582912 bytes\n$/);
      assert.equal(part.code, 2);
    });

    test('a payload is read to its end, as far as it goes, drop by drop, or until a reset', async () => {
      const payload = { 'args.payload:file': rig.file('abc') };
      const request = { 'args.request:file': rig.file('please') };
      const server = await rig.server('python-payload-server', payload);
      const whole = await rig.client('python-reading-client', server, request);
      assert.equal(whole.stdout, 'recv: 3 bytes\nrecv: end of stream\nreply: abc\n');
      const wanted = await rig.client('python-reading-client', server, { ...request, 'args.size:bytes': '5' });
      assert.deepEqual([wanted.code, wanted.stderr], [2, 'truncated: 3 of 5 bytes\n']);

      const dripping = await rig.server('python-payload-server', { ...payload, 'args.drip:seconds': '0.05' });
      const drops = await rig.client('python-reading-client', dripping, request);
      assert.equal(drops.stdout, `${'recv: 1 bytes\n'.repeat(3)}recv: end of stream\nreply: abc\n`);

      const resetting = await rig.server('python-payload-server', { ...payload, 'args.reset': '--reset' });
      const reset = await rig.client('python-reading-client', resetting, request);
      assert.deepEqual([reset.code, reset.stderr], [1, 'ConnectionResetError: [Errno 104] Connection reset by peer\n']);
    });

    test('a server that fails inside `with` closes, and serves the next', async () => {
      const server = await rig.server('python-failing-server');
      for (let i = 0; i < 2; i += 1) {
        const ended = await rig.client('python-reading-client', server, { 'args.request:file': rig.file('please') });
        assert.equal(ended.stdout, 'recv: end of stream\nreply: \n');
      }
      const { stderr } = await server.running.stop('SIGTERM');
      assert.match(stderr, /^(127\.0\.0\.1:\d+: no answer to b'please'\n){2}$/);
    });

    test('messages are exchanged over one connection or many', async () => {
      const server = await rig.server('python-echo-server');
      for (const reconnect of ['', '--reconnect']) {
        const ended = await rig.client('python-repeat-client', server, { 'args.reconnect': reconnect });
        assert.equal(ended.stdout, 'exchange 1: 1:ciao\nexchange 2: 2:ciao\n');
      }
    });

    test('a half-closed connection still brings the answer', async () => {
      const server = await rig.server('python-echo-server');
      const ended = await rig.client('python-half-close-client', server, { 'args.message:file': rig.file('ciao') });
      assert.deepEqual(ended, { code: 0, signal: null, stdout: 'reply: ciao\n', stderr: '' });
    });

    test('an address is bound once', async () => {
      const server = await rig.server('python-echo-server');
      const taken = await rig.client('python-binder', server, {
        'args.host': '127.0.0.1',
        'args.port': String(server.port),
      });
      assert.deepEqual([taken.code, taken.stderr], [1, 'OSError: [Errno 98] Address already in use\n']);
      const port = String(await freePort());
      const free = await rig.client('python-binder', server, { 'args.host': '127.0.0.1', 'args.port': port });
      assert.equal(free.stdout, `bound: 127.0.0.1:${port}\n`);
    });
  });
}
