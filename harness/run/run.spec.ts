import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { EventKind } from '../record/event.js';
import { parseRecord } from '../record/json-lines.js';
import type { RunRecord } from '../record/run-record.js';
import { eventually } from '../testing/eventually.js';
import { assertNothingLeft, eventsIn, runText, scenarioOfOne } from '../testing/runs.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { openWorld, type World } from './index.js';
import { CLAIM } from '../testing/claim.js';

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

/** `start it: done`, in the order of their ends. */
function outcomes(record: RunRecord): readonly string[] {
  const labels = eventsIn(record, 'step.started').map(({ data }) => [data.step, data.label] as const);
  const label = (step: number): string => labels.find(([index]) => index === step)?.[1] ?? 'not started';
  return eventsIn(record, 'step.ended').map(({ data }) => `${label(data.step)}: ${data.outcome}`);
}

const ECHO = `
import socket, sys
with socket.create_server(('127.0.0.1', int(sys.argv[1]))) as listener:
    while True:
        conn, _ = listener.accept()
        with conn:
            while data := conn.recv(1024):
                conn.sendall(data)
`;
const CLIENT = `
import socket, sys
with socket.create_connection(('127.0.0.1', int(sys.argv[1])), 10) as sock:
    sock.sendall(b'ciao')
    print(sock.recv(1024).decode(), flush=True)
`;
const PYTHON_PAIR = `
programs:
  server: { run: [python3, -c, ${JSON.stringify(ECHO)}, "\${server.port}"], listens: true }
  client: { run: [python3, -c, ${JSON.stringify(CLIENT)}, "\${wire.port}"] }
links: { wire: { to: server } }
`;

describe('a run that is carried out to its end', () => {
  test('has what was done and what was seen in one list, and leaves nothing behind', async (t) => {
    const folder = join(scratchFolder(t), 'deep', 'run');
    const yaml = `title: a pair
${CLAIM}
${PYTHON_PAIR}
steps:
  - start: server
  - start: client
  - await: { exit: client, code: 0, within: 10s }
expect:
  - exit: { of: client, code: 0 }
`;
    const record = await runText(world, t, yaml, { folder });
    assert.equal(record.end?.reason, 'completed');
    assert.deepEqual(outcomes(record), ['start server: done', 'start client: done', 'await exit client: done']);
    const kinds = new Set(record.events.map(({ kind }) => kind));
    for (const kind of ['process.listening', 'connection.opened', 'chunk.sent', 'connection.closed', 'call.returned']) {
      assert.ok(kinds.has(kind as EventKind), kind);
    }
    const cleanup = eventsIn(record, 'run.cleanup-started')[0]?.seq ?? -1;
    // The server was killed by the clean-up, and the client had exited before.
    const exits = eventsIn(record, 'process.exited').map(({ seq, data }) => [data.program, seq > cleanup, data.code]);
    assert.deepEqual(exits, [
      ['client', false, 0],
      ['server', true, null],
    ]);
    assert.deepEqual(
      parseRecord(readFileSync(join(folder, 'record.jsonl'), 'utf8')),
      JSON.parse(JSON.stringify(record)),
    );
    assertNothingLeft(record);
  });
});

describe('a run that is not', () => {
  test('ends at a missed await: the rest is skipped, and what it waited for is told', async (t) => {
    const record = await runText(
      world,
      t,
      `title: missed
${CLAIM}
programs:
  it: { run: [sh, -c, "echo readi; sleep 60"] }
steps:
  - start: it
  - await: { output: it, line: ready, within: 300ms }
  - signal: { to: it, signal: TERM }
expect:
  - exit: { of: it, signal: TERM }
`,
    );
    assert.equal(record.end?.reason, 'aborted');
    const ended = eventsIn(record, 'step.ended').map(({ data: { late, ...rest } }) => ({ rest, late }));
    assert.deepEqual(
      ended.map(({ late }) => late?.came),
      [undefined, false, undefined],
    );
    assert.deepEqual(
      ended.map(({ rest }) => rest),
      [
        { step: 0, outcome: 'done' },
        {
          step: 1,
          outcome: 'missed',
          expected: 'it prints the line "ready" within 300 ms',
          actual: 'it is still running after 300 ms; the closest line is "readi"',
        },
        { step: 2, outcome: 'skipped' },
      ],
    );
    assertNothingLeft(record);
  });

  test('ends at a missed guard, which is on the record as one', async (t) => {
    const record = await runText(
      world,
      t,
      `title: guard
${CLAIM}
programs:
  it: { run: [sh, -c, "sleep 60"] }
steps:
  - start: it
  - guard: { exit: it, within: 20ms }
  - wait: 10ms
expect:
  - exit: { of: it, code: 0 }
`,
    );
    assert.deepEqual(
      eventsIn(record, 'guard.checked').map(({ data }) => [data.step, data.outcome]),
      [[1, 'missed']],
    );
    assert.equal(eventsIn(record, 'step.ended').at(-1)?.data.outcome, 'skipped');
    assertNothingLeft(record);
  });

  test('tells trouble of the rig as an event, and ends: a program that is not there', async (t) => {
    const record = await runText(
      world,
      t,
      `title: no program
${CLAIM}
programs:
  other: { run: [sleep, "60"] }
  it: { run: [no-such-program] }
steps:
  - start: other
  - start: it
  - wait: 10ms
expect:
  - exit: { of: it, code: 0 }
`,
    );
    assert.deepEqual(
      eventsIn(record, 'rig.failed').map(({ data }) => [data.code, data.message]),
      [['program-not-found', 'expected an executable "no-such-program", found none on PATH']],
    );
    assert.equal(eventsIn(record, 'step.ended').at(-1)?.data.outcome, 'failed');
    assert.equal(record.end?.reason, 'aborted');
    assertNothingLeft(record);
  });

  test('tells who has the port that the author fixed', async (t) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const record = await runText(
      world,
      t,
      `title: fixed port
${CLAIM}
programs:
  it: { run: [sleep, "60"], listens: ${port}, ready: spawned }
steps:
  - start: it
expect:
  - exit: { of: it, code: 0 }
`.replace(`listens: ${port}`, `port: ${port}`),
    );
    assert.deepEqual(
      eventsIn(record, 'rig.failed').map(({ data }) => [data.code, data.message]),
      [['port-taken', `expected port ${port} of it to be free, but somebody listens there`]],
    );
    assert.equal(eventsIn(record, 'process.spawned').length, 0);
  });

  test('is over when its own timeout is, whatever it is doing', async (t) => {
    for (const step of [
      '- wait: 60s',
      '- await: { exit: it, within: 60s }',
      '- write: { to: it, repeat: { byte: 0, size: 8MiB } }',
    ]) {
      const record = await runText(
        world,
        t,
        `title: timeout
${CLAIM}
timeout: 300ms
programs:
  it: { run: [sleep, "60"] }
steps:
  - start: it
  ${step}
expect:
  - exit: { of: it, code: 0 }
`,
      );
      assert.deepEqual(
        eventsIn(record, 'rig.failed').map(({ data }) => [data.code, data.message]),
        [['timeout', 'expected the whole run to take at most 300 ms (timeout), and it took longer']],
        step,
      );
      assert.equal(eventsIn(record, 'step.ended').at(-1)?.data.outcome, 'missed', step);
      assertNothingLeft(record);
    }
  });

  test('is over at once when it is interrupted', async (t) => {
    const stop = new AbortController();
    const folder = scratchFolder(t);
    const running = runText(
      world,
      t,
      `title: interrupted
${CLAIM}
programs:
  it: { run: [sh, -c, "trap '' TERM INT; echo ready; while :; do sleep 1; done"] }
steps:
  - start: it
  - await: { exit: it, within: 60s }
expect:
  - exit: { of: it, code: 0 }
`,
      { signal: stop.signal, folder },
    );
    await eventually(
      'it runs',
      () =>
        existsSync(join(folder, 'record.jsonl')) &&
        readFileSync(join(folder, 'record.jsonl'), 'utf8').includes('ready'),
    );
    stop.abort();
    const record = await running;
    assert.equal(record.end?.reason, 'interrupted');
    assertNothingLeft(record);
  });

  test('has no place for its record: rejects, and says so', async (t) => {
    const file = join(scratchFolder(t), 'file');
    writeFileSync(file, '');
    await assert.rejects(runText(world, t, scenarioOfOne('[sleep, "1"]'), { folder: file }), {
      code: 'workspace-failed',
      message: /^expected to write the record in .*\/file, but: /,
    });
  });
});
