// `guasto fail-calls` with real programs: what their errors become, and how an interrupted run is gone on with.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { probeStrace } from '../run/strace.js';

const REAL = { realEngine: true };

const SERVER = `import socket, sys
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[1])))
    listener.listen()
    while True:
        conn, _ = listener.accept()
        with conn:
            try:
                while data := conn.recv(1024):
                    conn.sendall(data)
            except ConnectionError:
                pass
`;

/** Handles a refusal, crashes on any other error of connect, takes a reset for the end, and waits again after a timeout. */
const CLIENT = `import socket, sys
with socket.socket() as sock:
    try:
        sock.connect((sys.argv[1], int(sys.argv[2])))
    except ConnectionRefusedError as error:
        sys.exit(f"no server: {error}")
    sock.sendall(b"ciao")
    try:
        reply = sock.recv(1024)
    except ConnectionResetError:
        reply = b""
    except TimeoutError:
        reply = sock.recv(1024) + sock.recv(1024, socket.MSG_WAITALL)
    print("reply:", reply.decode())
`;

const SCENARIO = `title: a reply comes
claim: it does
source: here
programs:
  server: { run: [python3, server.py, "\${server.port}"], listens: true }
  client: { run: [python3, client.py, "\${wire.host}", "\${wire.port}"] }
links: { wire: { to: server, via: direct } }
steps:
  - start: server
  - start: client
  - await: { exit: client, within: 8s }
expect:
  - call: { by: client, name: recv }
    returns: ok
  - exit: { of: client, code: 0 }
`;

function projectOf(t: TestContext, scenario = SCENARIO): Project {
  return new Project(t, {
    'scenarios/reply.scenario.yaml': scenario,
    'scenarios/server.py': SERVER,
    'scenarios/client.py': CLIENT,
  });
}

const FILE = 'scenarios/reply.scenario.yaml';
const OF_CLIENT = ['fail-calls', FILE, '--program', 'client'];

/** call, errno and fate of each result that the run left in its folder. */
function fatesIn(project: Project): Readonly<Record<string, string>> {
  const folder = project.list('reports').find((name) => project.has(`reports/${name}/fail-calls.json`));
  const { results } = JSON.parse(project.read(`reports/${folder}/fail-calls.json`)) as {
    results: readonly { call: string; nth: number; errno: string; fate: string }[];
  };
  return Object.fromEntries(results.map(({ call, errno, fate }) => [`${call} ${errno}`, fate]));
}

describe('guasto fail-calls', async () => {
  const strace = await probeStrace();
  const skip = 'missing' in strace && strace.missing;

  test('tells handled, crashed, lost and unharmed apart', { skip }, async (t) => {
    const project = projectOf(t);
    const { code, stdout, stderr } = await project.guasto([...OF_CLIENT, '--calls', 'connect,recv'], REAL);
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(fatesIn(project), {
      'connect ECONNREFUSED': 'handled',
      'connect ETIMEDOUT': 'crashed',
      'connect ENETUNREACH': 'crashed',
      'connect EADDRNOTAVAIL': 'crashed',
      'recv ECONNRESET': 'lost-data',
      // The server answered once: the second recv of the client waits until the scenario's 8 s are over.
      'recv ETIMEDOUT': 'hung',
      // PEP 475: Python makes the call again.
      'recv EINTR': 'unharmed',
    });
    assert.match(stdout, /^client connect #1 +ECONNREFUSED handled, ETIMEDOUT crashed, /);
    assert.match(
      stdout,
      /✗ lost-data when client's recv #1 fails with ECONNRESET\n {4}client exited with code 0, and said "reply: " where/,
    );
    assert.match(
      stdout,
      /\n {4}npx guasto fail-calls scenarios\/reply\.scenario\.yaml:1 --only client:recvfrom:1:ETIMEDOUT\n/,
    );
    assert.match(
      stdout,
      /\n2 calls, 7 failures: 3 crashed, 1 hung, 1 lost-data, 1 handled, 1 unharmed in .*\nreport: reports\/.*fail-calls\.md\n$/,
    );
  });

  test('--only makes one call fail, and --fail-on its fate the exit code', { skip }, async (t) => {
    const project = projectOf(t);
    const args = [...OF_CLIENT, '--only', 'client:connect:1:ETIMEDOUT', '--fail-on'];
    assert.equal((await project.guasto([...args, 'crashed,hung'], REAL)).code, 1);
    assert.equal((await project.guasto([...args, 'lost-data'], REAL)).code, 0);
  });

  test('goes on where it was interrupted', { skip }, async (t) => {
    const project = projectOf(t);
    const args = [...OF_CLIENT, '--calls', 'connect'];
    assert.equal((await project.guasto(args, REAL)).code, 0);
    const [name = ''] = project.list('reports');
    const state = join(project.folder, 'reports', name, 'fail-calls.jsonl');
    const [head, first = '', ...rest] = readFileSync(state, 'utf8').trimEnd().split('\n');
    assert.equal(rest.length, 3);
    // What stands there is not run again, as its fate shows.
    writeFileSync(state, `${head}\n${first.replace(/"fate":"\w+"/, '"fate":"hung"')}\n`);
    const { code, stdout } = await project.guasto([...args, '--resume'], REAL);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\n1 call, 4 failures: .*1 hung.* in /);
    assert.deepEqual(project.list('reports'), [name]);
    project.write(FILE, `${SCENARIO}# changed\n`);
    const changed = await project.guasto([...args, '--resume'], REAL);
    assert.deepEqual([changed.code, /found nothing to go on with/.test(changed.stderr)], [2, true]);
  });

  test(
    'shows how to repeat a failure of a row with a seed and an errno of one’s own, and that does it',
    { skip },
    async (t) => {
      const rows = 'params: { code: 0 }\nmatrix: [{ code: 7 }, { code: 0 }]\n';
      const project = projectOf(
        t,
        SCENARIO.replace('programs:', `${rows}programs:`).replace('client, code: 0', 'client, code: "${params.code}"'),
      );
      const args = ['fail-calls', FILE, '--row', '2', '--seed', '7', '--calls', 'connect', '--errnos', 'EIO'];
      const { code, stdout, stderr } = await project.guasto(args, REAL);
      assert.equal(code, 0, stdout + stderr);
      const [, repeat = ''] = /\n {4}npx guasto (fail-calls .*)\n/.exec(stdout) ?? [];
      assert.equal(repeat, `fail-calls ${FILE}:1 --row 2 --seed 7 --only client:connect:1:EIO`);
      const again = await project.guasto([...repeat.split(' '), '--fail-on', 'crashed'], REAL);
      assert.match(again.stdout, /\n1 call, 1 failure: 1 crashed in /, again.stderr);
      assert.equal(again.code, 1);
    },
  );

  test('a choice that fits no call is a mistake, and no green', { skip }, async (t) => {
    const { code, stderr } = await projectOf(t).guasto([...OF_CLIENT, '--calls', 'rcv', '--fail-on', 'crashed'], REAL);
    assert.equal(
      stderr,
      'guasto: --calls: rcv fits no call of client, which made socket, connect, send, recv, close: did you mean "recv"?\n',
    );
    assert.equal(code, 2);
  });

  test('says why there is nothing to compare with when the scenario does not hold', { skip }, async (t) => {
    const project = projectOf(t, SCENARIO.replace('code: 0', 'code: 5'));
    const { code, stdout } = await project.guasto(OF_CLIENT, REAL);
    assert.equal(code, 1);
    assert.match(stdout, /^expected the scenario to hold while no call fails, and it is broken/);
  });

  for (const { args, message } of [
    { args: ['--program', 'clint'], message: 'there is no program "clint" in this scenario: did you mean "client"?' },
    { args: ['--errnos', 'ECONRESET'], message: '--errnos: ECONRESET is no errno: did you mean "ECONNRESET"?' },
    { args: ['--only', 'client:connect'], message: '--only: expected program:syscall:n:ERRNO, such as client:' },
    { args: ['--only', 'client:connect:1:EIOO'], message: '--only: EIOO is no errno: did you mean "EIO"?' },
    { args: ['--fail-on', 'dead'], message: '--fail-on: expected some of crashed, hung, lost-data, handled, ' },
    { args: ['--row', '2'], message: '--row: there is no row 2 in scenarios/reply.scenario.yaml, which has 1' },
  ]) {
    test(`refuses ${args.join(' ')}`, async (t) => {
      const { code, stderr } = await projectOf(t).guasto(['fail-calls', FILE, ...args], REAL);
      assert.equal(code, 2);
      assert.ok(stderr.includes(message), stderr);
    });
  }
});
