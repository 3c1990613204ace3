import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isKind, type EventKind, type EventOf, type RunEvent } from '../record/event.js';
import { parseRecord } from '../record/json-lines.js';
import type { RunRecord } from '../record/run-record.js';
import { eventually, isAlive } from '../testing/eventually.js';
import { planIn } from '../testing/plan-of.js';
import { scratchFolder, type AfterTest } from '../testing/scratch-folder.js';
import { openWorld, run, type World } from './index.js';
import { readListeners } from './kernel-table.js';

// Whole runs of small programs, each from a scenario's text to its record.

let world: World;
before(async () => (world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false })));
after(() => world.close());

const runText = (t: AfterTest, yaml: string, options?: Parameters<typeof run>[2]): Promise<RunRecord> =>
  run(planIn(world, t, yaml), world, options);

function eventsOf<K extends EventKind>(record: RunRecord, kind: K): readonly Extract<RunEvent, EventOf<K>>[] {
  return record.events.filter((event) => isKind(event, kind));
}

/** `start it: done`, in the order of their ends. */
function outcomes(record: RunRecord): readonly string[] {
  const labels = eventsOf(record, 'step.started').map(({ data }) => [data.step, data.label] as const);
  const label = (step: number): string => labels.find(([index]) => index === step)?.[1] ?? 'not started';
  return eventsOf(record, 'step.ended').map(({ data }) => `${label(data.step)}: ${data.outcome}`);
}

/** Nothing that the record tells of is left: no process, no listener. */
function assertNothingLeft(record: RunRecord): void {
  for (const { data } of eventsOf(record, 'process.spawned')) assert.equal(isAlive(data.pid), false);
  const ports = Object.values(record.header.addresses).map(({ port }) => port);
  const listening = readListeners().map(({ local }) => local.port);
  assert.deepEqual(
    ports.filter((port) => listening.includes(port)),
    [],
  );
  assert.deepEqual(eventsOf(record, 'rig.cleanup-failed'), []);
}

const linesOf = (record: RunRecord): readonly string[] => eventsOf(record, 'output.line').map(({ data }) => data.text);

/** One program, run to its end. */
const IT = `title: it
programs:
  it: { run: ARGV }
steps:
  - start: it
  - await: { exit: it, within: 10s }
expect:
  - exit: { of: it, code: 0 }
`;

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
${PYTHON_PAIR}
steps:
  - start: server
  - start: client
  - await: { exit: client, code: 0, within: 10s }
expect:
  - exit: { of: client, code: 0 }
`;
    const record = await runText(t, yaml, { folder });
    assert.equal(record.end?.reason, 'completed');
    assert.deepEqual(outcomes(record), ['start server: done', 'start client: done', 'await exit client: done']);
    const kinds = new Set(record.events.map(({ kind }) => kind));
    for (const kind of ['process.listening', 'connection.opened', 'chunk.sent', 'connection.closed', 'call.returned']) {
      assert.ok(kinds.has(kind as EventKind), kind);
    }
    const cleanup = eventsOf(record, 'run.cleanup-started')[0]?.seq ?? -1;
    // The server was killed by the clean-up, and the client had exited before.
    const exits = eventsOf(record, 'process.exited').map(({ seq, data }) => [data.program, seq > cleanup, data.code]);
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

  test('writes payloads where the programs look for them, and removes them in the end', async (t) => {
    const plan = planIn(world, t, IT.replace('ARGV', '[cat, place]'));
    const programs = plan.programs.map((program) => ({
      ...program,
      argv: ['cat', '${file:message}'],
      files: { message: { repeat: { byte: 120, size: 5 } } },
    }));
    const record = await run({ ...plan, programs }, world);
    assert.deepEqual(linesOf(record), ['xxxxx']);
    assert.deepEqual(readdirSync(world.scratchFolder), []);
  });
});

describe('a run that is not', () => {
  test('ends at a missed await: the rest is skipped, and what it waited for is told', async (t) => {
    const record = await runText(
      t,
      `title: missed
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
    assert.deepEqual(
      eventsOf(record, 'step.ended').map(({ data }) => data),
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
      t,
      `title: guard
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
      eventsOf(record, 'guard.checked').map(({ data }) => [data.step, data.outcome]),
      [[1, 'missed']],
    );
    assert.equal(eventsOf(record, 'step.ended').at(-1)?.data.outcome, 'skipped');
    assertNothingLeft(record);
  });

  test('tells trouble of the rig as an event, and ends: a program that is not there', async (t) => {
    const record = await runText(
      t,
      `title: no program
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
      eventsOf(record, 'rig.failed').map(({ data }) => [data.code, data.message]),
      [['program-not-found', 'expected an executable "no-such-program", found none on PATH']],
    );
    assert.equal(eventsOf(record, 'step.ended').at(-1)?.data.outcome, 'failed');
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
      t,
      `title: fixed port
programs:
  it: { run: [sleep, "60"], listens: ${port}, ready: spawned }
steps:
  - start: it
expect:
  - exit: { of: it, code: 0 }
`.replace(`listens: ${port}`, `port: ${port}`),
    );
    assert.deepEqual(
      eventsOf(record, 'rig.failed').map(({ data }) => [data.code, data.message]),
      [['port-taken', `expected port ${port} of it to be free, but somebody listens there`]],
    );
    assert.equal(eventsOf(record, 'process.spawned').length, 0);
  });

  test('is over when its own timeout is, whatever it is doing', async (t) => {
    for (const step of [
      '- wait: 60s',
      '- await: { exit: it, within: 60s }',
      '- write: { to: it, repeat: { byte: 0, size: 8MiB } }',
    ]) {
      const record = await runText(
        t,
        `title: timeout
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
        eventsOf(record, 'rig.failed').map(({ data }) => [data.code, data.message]),
        [['timeout', 'expected the whole run to take at most 300 ms (timeout), and it took longer']],
        step,
      );
      assert.equal(eventsOf(record, 'step.ended').at(-1)?.data.outcome, 'missed', step);
      assertNothingLeft(record);
    }
  });

  test('is over at once when it is interrupted', async (t) => {
    const stop = new AbortController();
    const folder = scratchFolder(t);
    const running = runText(
      t,
      `title: interrupted
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
    await assert.rejects(
      runText(
        t,
        'title: x\nprograms:\n  it: { run: [sleep, "1"] }\nsteps:\n  - start: it\nexpect:\n  - exit: { of: it, code: 0 }\n',
        { folder: file },
      ),
      {
        code: 'workspace-failed',
        message: /^expected to write the record in .*\/file, but: /,
      },
    );
  });
});

describe('rules', () => {
  test('fire beside the steps, once, with the trigger before the step', async (t) => {
    const record = await runText(
      t,
      `title: rule
programs:
  it: { run: [sh, -c, "trap 'exit 3' TERM; echo go; echo go; while :; do sleep 0.01; done"] }
steps:
  - start: it
  - await: { exit: it, code: 3, within: 10s }
when:
  - { output: it, line: go, do: { signal: { to: it, signal: TERM } } }
expect:
  - exit: { of: it, code: 3 }
`,
    );
    const told = record.events.flatMap((event) =>
      isKind(event, 'rule.fired') ||
      isKind(event, 'fault.injected') ||
      isKind(event, 'process.signalled') ||
      isKind(event, 'rule.ended')
        ? [event.kind]
        : [],
    );
    assert.deepEqual(told, ['rule.fired', 'fault.injected', 'process.signalled', 'rule.ended']);
    assert.deepEqual(eventsOf(record, 'rule.ended')[0]?.data, { rule: 0, step: -1, outcome: 'done' });
  });

  test('that never fire are told, and hold up nothing', async (t) => {
    const beganAtMs = performance.now();
    const record = await runText(
      t,
      `title: no rule
programs:
  it: { run: [sh, -c, "exit 0"] }
steps:
  - start: it
  - await: { exit: it, within: 10s }
when:
  - { output: it, line: never, do: { signal: { to: it, signal: TERM } } }
expect:
  - exit: { of: it, code: 0 }
`,
    );
    assert.deepEqual(eventsOf(record, 'rule.ended')[0]?.data, { rule: 0, step: -1, outcome: 'missed' });
    assert.equal(record.end?.reason, 'completed');
    assert.ok(performance.now() - beganAtMs < 10_000);
  });

  test('in trouble with the rig tell it, and the steps go on', async (t) => {
    const record = await runText(
      t,
      `title: rule in trouble
programs:
  it: { run: [sh, -c, "echo go; sleep 0.3"] }
  other: { run: [sh, -c, "exit 0"] }
steps:
  - start: other
  - await: { exit: other, within: 10s }
  - start: it
  - await: { exit: it, within: 10s }
when:
  - { output: it, line: go, do: { signal: { to: other, signal: TERM } } }
expect:
  - exit: { of: it, code: 0 }
`,
    );
    assert.equal(eventsOf(record, 'rig.failed')[0]?.data.code, 'program-not-running');
    assert.equal(eventsOf(record, 'rule.ended')[0]?.data.outcome, 'failed');
    assert.equal(record.end?.reason, 'completed');
  });
});

describe('programs in a run', () => {
  test('are started again by restart, each start counted, the old one ended with TERM', async (t) => {
    const record = await runText(
      t,
      `title: restart
programs:
  it: { run: [sh, -c, "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done"] }
steps:
  - start: it
  - await: { output: it, line: ready, within: 10s }
  - restart: it
  - await: { output: it, line: ready, within: 10s }
expect:
  - exit: { of: it, code: 5 }
`,
    );
    assert.deepEqual(
      eventsOf(record, 'process.spawned').map(({ data }) => data.run),
      [1, 2],
    );
    assert.deepEqual(
      eventsOf(record, 'process.exited').map(({ data }) => [data.run, data.code, data.signal]),
      [
        [1, 5, null],
        [2, null, 'KILL'],
      ],
    );
    assertNothingLeft(record);
  });

  test('of a mutant run from a patched copy that still finds what lies beside the original', async (t) => {
    const folder = scratchFolder(t);
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'beside.py'), 'WORD = "beside"\n');
    writeFileSync(join(folder, 'sub', 'it.py'), 'import beside\nprint("right", beside.WORD)\n');
    const file = join(folder, 'sub', 'it.py');
    const plan = planIn(
      world,
      t,
      IT.replace('ARGV', () => `[python3, ${JSON.stringify(file)}]`),
    );
    const patch = { name: 'wrong', mistake: 'is wrong', file, replace: [{ from: 'right', to: '$& wrong' }] };
    const record = await run({ ...plan, programs: plan.programs.map((program) => ({ ...program, patch })) }, world);
    assert.deepEqual(linesOf(record), ['$& wrong beside']);
    assert.deepEqual(readdirSync(world.scratchFolder), []);
  });

  test('that ignore TERM and have children are gone with the run', async (t) => {
    const record = await runText(
      t,
      `title: stubborn
programs:
  it: { run: [sh, -c, "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $!; while :; do sleep 1; done"] }
steps:
  - start: it
  - await: { output: it, matches: "^[0-9]+$", within: 10s }
expect:
  - exit: { of: it, code: 0 }
`,
    );
    const child = Number(eventsOf(record, 'output.line')[0]?.data.text);
    assert.ok(child > 0);
    assert.equal(isAlive(child), false);
    assertNothingLeft(record);
  });
});
