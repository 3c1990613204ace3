import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { classify } from './classify.js';
import type { Failure, FailureResult } from './failure.js';
import { planFailures } from './plan-failures.js';
import { renderFailCallsMarkdown } from './render-markdown.js';
import { renderFailCalls } from './render-table.js';
import type { FailCallsReport } from './report.js';
import { parseState, stateHead, stateLine } from './state.js';
import { isCrashText } from './story.js';

const CLIENT = { program: 'client', run: 1 };
const RECV: Failure = { program: 'client', call: 'recv', syscall: 'recvfrom', nth: 2, errno: 'ECONNRESET' };

interface Told {
  readonly code?: number;
  readonly signal?: string;
  /** Still running when the steps are over. */
  readonly runs?: boolean;
  readonly stdout?: readonly string[];
  readonly stderr?: readonly string[];
  readonly hits?: number;
}

/** A run of a client; `hits`: how many of its calls were made to fail. */
function told({
  code = 0,
  signal,
  runs = false,
  stdout = ['reply: ciao'],
  stderr = [],
  hits = 0,
}: Told = {}): RunRecord {
  const builder = new RecordBuilder();
  builder.event(0, 'process.spawned', { ...CLIENT, pid: 7, argv: ['client'], trace: 'none' });
  for (let hit = 0; hit < hits; hit += 1) {
    builder.event(5, 'syscall.returned', { ...syscall('recv', 'recvfrom', 2), outcome: 'raised', injected: true });
  }
  for (const text of stdout) builder.event(10, 'output.line', { ...CLIENT, stream: 'stdout', text });
  for (const text of stderr) builder.event(10, 'output.line', { ...CLIENT, stream: 'stderr', text });
  if (!runs)
    builder.event(20, 'process.exited', {
      ...CLIENT,
      code: signal === undefined ? code : null,
      signal: signal ?? null,
    });
  builder.event(3_000_000, 'run.cleanup-started', {});
  return builder.build();
}

const syscall = (name: string, called: string, nth: number) => ({
  ...CLIENT,
  pid: 7,
  thread: 7,
  call: nth,
  name,
  fd: 3,
  args: {},
  startUs: 1,
  durationUs: 1,
  outcome: 'ok' as const,
  syscall: called,
  nth,
});

describe('what became of a run in which a call failed', () => {
  for (const { what, now, before = {}, fate, detail } of [
    { what: 'came through', now: {}, fate: 'unharmed', detail: '' },
    {
      what: 'came through, and said so',
      now: { stderr: ['trying again'] },
      fate: 'unharmed',
      detail: 'client said: trying again',
    },
    {
      what: 'ended in words of its own',
      now: { code: 1, stdout: [], stderr: ['ConnectionResetError: reset'] },
      fate: 'handled',
      detail: 'client exited with code 1: ConnectionResetError: reset',
    },
    {
      what: 'ended in a traceback',
      now: { code: 1, stderr: ['Traceback (most recent call last):', '  File "x"', 'OSError: bad'] },
      fate: 'crashed',
      detail: 'client exited with code 1: OSError: bad',
    },
    {
      what: 'panicked',
      now: { code: 2, stderr: ['panic: oh no', '', 'goroutine 1 [running]:'] },
      fate: 'crashed',
      detail: 'client exited with code 2: panic: oh no',
    },
    { what: 'died of a signal', now: { signal: 'SEGV' }, fate: 'crashed', detail: 'client was killed by SIGSEGV' },
    { what: 'waits for ever', now: { runs: true }, fate: 'hung', detail: 'client was still running after 3 s' },
    {
      what: 'says less, and that all is well',
      now: { stdout: ['reply: ci'] },
      fate: 'lost-data',
      detail: 'client exited with code 0, and said "reply: ci" where it had said "reply: ciao"',
    },
    {
      what: 'says nothing, and that all is well',
      now: { stdout: [] },
      fate: 'lost-data',
      detail: 'client exited with code 0, and said nothing where it had said "reply: ciao"',
    },
    { what: 'failed before, and fails now', now: { code: 1 }, before: { code: 1 }, fate: 'unharmed', detail: '' },
    { what: 'never ends, as before', now: { runs: true }, before: { runs: true }, fate: 'unharmed', detail: '' },
    {
      what: 'crashed before, too',
      now: { code: 1, stderr: ['Traceback (most recent call last):'] },
      before: { code: 1, stderr: ['Traceback (most recent call last):'] },
      fate: 'unharmed',
      detail: '',
    },
    {
      what: 'names other ports',
      now: { stdout: ['from 127.0.0.1:40000'] },
      before: { stdout: ['from 127.0.0.1:50000'] },
      fate: 'unharmed',
      detail: '',
    },
  ] as const) {
    test(`a program that ${what} is ${fate}`, () => {
      const untouched = [told(before), told(before)];
      assert.deepEqual(classify(told({ ...now, hits: 1 }), RECV, untouched), { fate, detail, hits: 1 });
    });
  }

  test('a call that was not made this time was missed', () => {
    assert.equal(classify(told(), RECV, [told()]).fate, 'missed');
  });

  test('a program that never says the same twice can’t lose data', () => {
    const untouched = [told({ stdout: ['at 1 s'] }), told({ stdout: ['at 2 s'] })];
    assert.equal(classify(told({ stdout: ['at 3 s'], hits: 1 }), RECV, untouched).fate, 'unharmed');
  });
});

test('a crash is known by what each language says', () => {
  const crashes = [
    'Traceback (most recent call last):',
    "      throw er; // Unhandled 'error' event",
    'node:events:497',
    'panic: runtime error: index out of range',
    'goroutine 1 [running]:',
    'Exception in thread "main" java.net.SocketException: Connection reset',
    "thread 'main' panicked at src/main.rs:3:5:",
    "terminate called after throwing an instance of 'std::system_error'",
  ];
  for (const line of crashes) assert.ok(isCrashText(line), line);
  for (const line of ['recv: Connection reset by peer', 'don’t panic: it is only a reset', 'ECONNRESET']) {
    assert.ok(!isCrashText(line), line);
  }
});

describe('the failures of a run', () => {
  const counted = (() => {
    const builder = new RecordBuilder();
    builder.event(1, 'syscall.returned', syscall('connect', 'connect', 1));
    builder.event(2, 'syscall.returned', { ...syscall('poll', 'poll', 1), timeoutS: 0 });
    builder.event(3, 'syscall.returned', syscall('recv', 'recvfrom', 1));
    builder.event(4, 'syscall.returned', { ...syscall('recv', 'recvfrom', 1), thread: 8 });
    builder.event(5, 'syscall.returned', syscall('getsockopt', 'getsockopt', 1));
    builder.event(6, 'run.cleanup-started', {});
    builder.event(7, 'syscall.returned', syscall('close', 'close', 1));
    return builder.build();
  })();
  const short = (failures: readonly Failure[]): readonly string[] =>
    failures.map(({ syscall: name, nth, errno }) => `${name} ${nth} ${errno}`);

  test('are each call before the clean-up, with each error that is plausible for it, once', () => {
    assert.deepEqual(short(planFailures(counted)), [
      'connect 1 ECONNREFUSED',
      'connect 1 ETIMEDOUT',
      'connect 1 ENETUNREACH',
      'connect 1 EADDRNOTAVAIL',
      'recvfrom 1 ECONNRESET',
      'recvfrom 1 ETIMEDOUT',
      'recvfrom 1 EINTR',
    ]);
  });

  test('can be chosen by call, by system call, by errno, or one by its name', () => {
    assert.equal(planFailures(counted, { calls: ['recv'] }).length, 3);
    assert.equal(planFailures(counted, { calls: ['recvfrom'] }).length, 3);
    assert.deepEqual(short(planFailures(counted, { calls: ['connect'], errnos: ['EIO'] })), ['connect 1 EIO']);
    assert.deepEqual(short(planFailures(counted, { only: 'client:recvfrom:1:EINTR' })), ['recvfrom 1 EINTR']);
    // A report that was made with --errnos names it so.
    assert.deepEqual(short(planFailures(counted, { only: 'client:recvfrom:1:EIO' })), ['recvfrom 1 EIO']);
  });
});

const RESULTS: readonly FailureResult[] = [
  { ...RECV, fate: 'crashed', detail: 'client was killed by SIGSEGV', hits: 1, durationUs: 1 },
  { ...RECV, errno: 'EINTR', fate: 'unharmed', detail: '', hits: 1, durationUs: 1 },
];

const REPORT: FailCallsReport = {
  title: 'a | b',
  file: 'a.scenario.yaml',
  line: 2,
  repeat: 'npx guasto fail-calls a.scenario.yaml:2 --row 3 --seed 7',
  sha256: '00',
  results: RESULTS,
  beyondLimit: 3,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationUs: 2_000_000,
};

test('the table has a row for each call, then what a program should not do, and how to see it again', () => {
  assert.equal(
    renderFailCalls(REPORT, { colour: false }),
    [
      'client recv (recvfrom) #2  ECONNRESET crashed, EINTR unharmed',
      '',
      "✗ crashed when client's recv #2 fails with ECONNRESET",
      '    client was killed by SIGSEGV',
      '    npx guasto fail-calls a.scenario.yaml:2 --row 3 --seed 7 --only client:recvfrom:2:ECONNRESET',
      '',
      '1 call, 2 failures (3 more beyond --limit): 1 crashed, 1 unharmed in 2 s',
    ].join('\n'),
  );
});

test('the page has the same as a table, in which nothing ends a cell', () => {
  const text = renderFailCallsMarkdown(REPORT);
  assert.match(text, /^## Every call failed once: a \\\| b\n/);
  assert.match(text, /\n\| call \| ECONNRESET \| EINTR \|\n\| :-- \| :-: \| :-: \|\n/);
  assert.match(text, /\n\| client recv \(recvfrom\) #2 \| 💥 crashed \| ✅ unharmed \|\n/);
});

describe('the state', () => {
  const state = { file: 'a.scenario.yaml', row: undefined, sha256: '00', programs: ['client'] };
  const text = stateHead(state) + RESULTS.map(stateLine).join('');

  test('is read back as it was written', () => {
    assert.deepEqual(parseState(text), { state, results: RESULTS });
  });

  test('loses a line that was cut, and what was doubtful', () => {
    const doubtful = stateLine({ ...RECV, fate: 'doubtful', detail: '', hits: 0, durationUs: 0 });
    assert.deepEqual(parseState(text + doubtful + '{"program":"cli')?.results, RESULTS);
  });

  test('is no state if it does not begin like one', () => {
    for (const other of ['', 'x', '{}', RESULTS.map(stateLine).join('')]) assert.equal(parseState(other), undefined);
  });
});
