// For the specs of `guasto prove`: a project with a server, a client with wrong variants, and scenarios about the two.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Project } from '../../playwright/spec-support/project.js';

const SERVER = `import socket, sys
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[1])))
    listener.listen()
    while True:
        conn, _ = listener.accept()
        with conn:
            while data := conn.recv(1024):
                conn.sendall(data)
`;
export const CLIENT = `import socket, sys
with socket.socket() as sock:
    sock.settimeout(0.3)
    sock.connect((sys.argv[1], int(sys.argv[2])))
    sock.sendall(b"ciao")
    try:
        sock.recv(1024)
    except socket.timeout:
        sys.exit(1)
`;
export const CLIENT_FIXTURE = `about: waits 300 ms for an echo
run: [python3, client.py, "\${link.host}", "\${link.port}"]
mutants:
  forgets-settimeout: { mistake: never gives up, file: client.py, replace: [{ from: "    sock.settimeout(0.3)\\n", to: "" }] }
  greets-otherwise: { mistake: says hello, file: client.py, replace: [{ from: "ciao", to: "hello" }] }
  dies: { mistake: ends before it has done anything, file: client.py, replace: [{ from: "import socket, sys", to: "raise SystemExit(7)" }] }
`;

interface Parts {
  readonly mutants?: string;
  readonly inject?: string;
  readonly more?: string;
}

/** recv gives up after 300 ms, because the reply takes 900. */
export const lateReply = ({
  mutants = '',
  inject = 'latency: 900ms',
  more = '',
}: Parts = {}): string => `title: recv gives up
proves: recv-timeout-raises-timeouterror
programs: { server: { fixture: server }, client: { fixture: client } }
links: { wire: { to: server } }
steps:
  - start: server
  - inject: { link: wire, toxic: latency, ${inject} }
  - start: client
  - await: { exit: client, within: 8s }
expect:
  - call: { by: client, name: recv }
    raises: TimeoutError
  - exit: { of: client, code: 1 }
${mutants === '' ? '' : `mutants: [${mutants}]\n`}${more}`;

export const NAMED = {
  caught: '{ name: forgets-settimeout, program: client, breaks: raises }',
  survives: '{ name: greets-otherwise, program: client, breaks: exit }',
  elsewhere: '{ name: dies, program: client, breaks: await exit }',
};

export const projectWith = (t: TestContext, scenarios: Readonly<Record<string, string>>): Project =>
  new Project(t, {
    'package.json': '{}',
    'fixtures/server/fixture.yaml': 'about: echoes\nrun: [python3, server.py, "${self.port}"]\nlistens: true\n',
    'fixtures/server/server.py': SERVER,
    'fixtures/client/fixture.yaml': CLIENT_FIXTURE,
    'fixtures/client/client.py': CLIENT,
    ...Object.fromEntries(Object.entries(scenarios).map(([name, text]) => [`scenarios/${name}.scenario.yaml`, text])),
  });

/** What the report says of each trial, and whether there is a page. */
export function reported(project: Project): readonly unknown[] {
  const run = project.list('reports').find((name) => project.has(join('reports', name, 'prove.json'))) ?? '';
  assert.match(project.read(join('reports', run, 'prove.html')), /^<!doctype html>/);
  const document = JSON.parse(project.read(join('reports', run, 'prove.json'))) as {
    readonly proofs: readonly {
      readonly control: Outcome;
      readonly itself: Outcome;
      readonly mutants: readonly (Outcome & { readonly name: string })[];
    }[];
  };
  return document.proofs.map(({ control, itself, mutants }) => [
    control.outcome,
    itself.outcome,
    ...mutants.map(({ name, outcome }) => `${name} ${outcome}`),
  ]);
}
interface Outcome {
  readonly outcome: string;
}
