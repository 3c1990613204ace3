import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventsIn, runText } from '../testing/runs.js';
import { openWorld, type World } from './index.js';
import { CLAIM } from '../testing/claim.js';

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

const BOUND = 'import socket, sys, time, ctypes; s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1])))';
const PLAIN = `${BOUND}; s.listen(); s.accept()`;
/** The kernel knows of the listening before Python does. */
const BEHIND_PYTHON = `${BOUND}; ctypes.CDLL(None).listen(s.fileno(), 1); time.sleep(0.3); s.listen(); s.accept()`;

const startedAs = (python: string, code: string, then = ''): string => `title: a server
${CLAIM}
programs:
  server:
    run: [${python}, -c, ${JSON.stringify(code)}, "\${self.port}"]
    listens: true
    trace: python
steps:
  - start: server
${then}expect:
  - never: { event: process.exited, where: { code: 1 } }
`;

describe('a program that listens', () => {
  test('is told when its call of listen is on the record, so that a kill that follows takes nothing away', async (t) => {
    const text = startedAs('python3', BEHIND_PYTHON, '  - signal: { to: server, signal: KILL }\n');
    const record = await runText(world, t, text);
    const names = eventsIn(record, 'call.returned').map(({ data }) => data.name);
    assert.equal(names.at(-1), 'listen');
  });

  test('and whose calls nobody traces is told all the same', async (t) => {
    const record = await runText(world, t, startedAs('python3, -S, -E', PLAIN));
    assert.equal(eventsIn(record, 'call.returned').length, 0);
    assert.equal(eventsIn(record, 'process.listening').length, 1);
    assert.deepEqual(eventsIn(record, 'rig.failed'), []);
  });
});
