import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { parseRecord } from '../record/json-lines.js';
import { eventually } from '../testing/eventually.js';
import { foreignToxiproxyServer } from '../testing/foreign-toxiproxy.js';
import { CLAIM } from '../testing/claim.js';

// `guasto run` with the real engine and real programs: which Toxiproxy is driven, and what is kept.

const SERVER = `
import socket, sys
with socket.create_server(('127.0.0.1', int(sys.argv[1]))) as listener:
    while True:
        conn, _ = listener.accept()
        with conn:
            while data := conn.recv(1024):
                conn.sendall(data)
`;
const CLIENT = `
import socket, sys, time
with socket.create_connection(('127.0.0.1', int(sys.argv[1])), 10) as sock:
    began = time.monotonic()
    sock.sendall(b'ciao')
    print(sock.recv(1024).decode(), 'late' if time.monotonic() - began >= 0.2 else 'soon', flush=True)
`;
const SCENARIO = `title: the reply is late
${CLAIM}
programs:
  server: { run: [python3, -c, ${JSON.stringify(SERVER)}, "\${server.port}"], listens: true }
  client: { run: [python3, -c, ${JSON.stringify(CLIENT)}, "\${wire.port}"] }
links: { wire: { to: server } }
steps:
  - start: server
  - inject: { link: wire, toxic: latency, stream: downstream, latency: 200ms }
  - start: client
  - await: { output: client, line: "ciao late", within: 10s }
  - await: { exit: client, within: 10s }
expect:
  - exit: { of: client, code: 0 }
  - wire: { link: wire, stream: downstream }
    bytes: 4B
    digest: equal
`;
const FILES = { 'scenarios/it.scenario.yaml': SCENARIO };

function recordIn(project: Project): ReturnType<typeof parseRecord> {
  const reports = join(project.folder, 'reports');
  const path = readdirSync(reports, { recursive: true, encoding: 'utf8' }).find((entry) =>
    entry.endsWith('record.jsonl'),
  );
  assert.ok(path !== undefined);
  return parseRecord(readFileSync(join(reports, path), 'utf8'));
}

const guasto = (project: Project, args: readonly string[]): ReturnType<Project['guasto']> =>
  project.guasto(['run', ...args], { realEngine: true });

/** A Toxiproxy that runs by itself, as a user would start it. */
async function toxiproxy(t: TestContext, argv: readonly string[], urlOf: (output: string) => string | undefined) {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return await eventually('its URL', () => urlOf(output));
}

describe('guasto run', () => {
  test('drives the embedded Toxiproxy by itself', async (t) => {
    const project = new Project(t, FILES);
    const { code, stdout, stderr } = await guasto(project, []);
    assert.equal(code, 0, stdout + stderr);
    assert.match(recordIn(project).header.versions['toxiproxy'] ?? '', /^embedded/);
  });

  test('--toxiproxy drives the one at that URL, here guasto proxy, and leaves no proxy in it', async (t) => {
    const cli = join(__dirname, 'main.js');
    const url = await toxiproxy(
      t,
      [process.execPath, cli, 'proxy', '--port', '0'],
      (output) => /http:\S+/.exec(output)?.[0],
    );
    const project = new Project(t, FILES);
    // With the slash that a browser adds.
    const { code, stdout, stderr } = await guasto(project, ['--toxiproxy', `${url}/`]);
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(recordIn(project).header.versions['toxiproxy'] ?? '', /embedded/);
    assert.deepEqual(await (await fetch(`${url}/proxies`)).json(), {});
  });

  const server = foreignToxiproxyServer();
  test('--toxiproxy-server starts that program, and stops it', { skip: server.skip }, async (t) => {
    const project = new Project(t, FILES);
    const { code, stdout, stderr } = await guasto(project, ['--toxiproxy-server', server.path]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(recordIn(project).header.versions['toxiproxy'] ?? '', /^(git|\d+\.\d+)/);
  });

  test('--toxiproxy where nobody listens proves nothing, and says what to look at', async (t) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const url = `http://127.0.0.1:${port}`;
    const { code, stdout, stderr } = await guasto(new Project(t, FILES), ['--toxiproxy', url]);
    assert.equal(code, 3, stdout + stderr);
    assert.match(stdout + stderr, new RegExp(`Toxiproxy did not tell its version at ${url}: fetch failed`));
    assert.match(stdout + stderr, /try: is it still running, and at that URL\?/);
  });

  test('--toxiproxy-server with a program that is none proves nothing, and says so', async (t) => {
    const { code, stdout, stderr } = await guasto(new Project(t, FILES), ['--toxiproxy-server', '/bin/false']);
    assert.equal(code, 3, stdout + stderr);
    assert.match(stdout + stderr, /expected \/bin\/false to listen on 127\.0\.0\.1:\d+, but it ended with code 1/);
  });

  const withPayload = {
    'scenarios/it.scenario.yaml': `title: a payload
${CLAIM}
programs:
  it: { fixture: prints, args: { text: { text: ciao } } }
steps:
  - start: it
  - await: { exit: it, within: 10s }
expect:
  - exit: { of: it, code: 0 }
`,
    'fixtures/prints/fixture.yaml': `about: prints a file
run: [cat, "\${args.text:file}"]
ready: spawned
listens: false
args: { text: { type: payload } }
`,
  };
  for (const [args, isKept] of [
    [[], false],
    [['--keep'], true],
  ] as const) {
    test(`${isKept ? 'keeps' : 'does not keep'} payload files in the run’s folder with [${args.join()}]`, async (t) => {
      const project = new Project(t, withPayload);
      const { code, stdout, stderr } = await guasto(project, args);
      assert.equal(code, 0, stdout + stderr);
      const reports = join(project.folder, 'reports');
      const entries = readdirSync(reports, { recursive: true, encoding: 'utf8' });
      const scratch = entries.find((entry) => entry.endsWith('scratch'));
      assert.equal(scratch !== undefined, isKept);
      if (scratch === undefined) return;
      assert.equal(readFileSync(join(reports, scratch, 'it.text'), 'utf8'), 'ciao');
      assert.ok(existsSync(join(reports, scratch, '..', 'record.jsonl')));
    });
  }
});
