import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeEvent } from './describe-event.js';
import { describeFault } from './describe-fault.js';
import type { EventData, EventKind, RunEvent } from '../record/event.js';
import { runUs, seqOf } from '../vocabulary/time.js';

const client = { program: 'client', run: 1 };
const call = { ...client, pid: 7, call: 1, thread: 7, fd: 3 };
const wire = { link: 'wire', connection: 1 };
const ciao = { ...wire, stream: 'downstream', sizeBytes: 4, totalBytes: 4, chunks: 1, preview: 'Y2lhbw==' } as const;
const recv = { ...call, name: 'recv', args: { bufsize: 1_024 }, startUs: 0 };

type Example = { readonly [K in EventKind]: readonly [K, EventData[K], string] }[EventKind];

const EXAMPLES: readonly Example[] = [
  ['step.started', { step: 0, label: 'start server' }, 'harness step 1 begins: start server'],
  ['step.ended', { step: 0, outcome: 'done' }, 'harness step 1 done'],
  [
    'step.ended',
    { step: 3, outcome: 'missed', expected: 'exit of client within 5 s', actual: 'it runs' },
    'harness step 4 missed: expected exit of client within 5 s, saw it runs',
  ],
  ['rule.fired', { rule: 0, label: 'cut after 1 KiB' }, 'harness rule fires: cut after 1 KiB'],
  ['rule.ended', { rule: 0, step: -1, outcome: 'missed' }, 'harness rule 1 missed'],
  ['guard.checked', { step: 1, outcome: 'met', expected: 'a', actual: 'b' }, 'harness guard met: b'],
  [
    'guard.checked',
    { step: 1, outcome: 'missed', expected: 'TIME_WAIT', actual: 'no socket' },
    'harness guard missed: expected TIME_WAIT, saw no socket',
  ],
  ['run.cleanup-started', {}, 'harness steps are over, clean-up begins'],
  [
    'rig.failed',
    { code: 'port-taken', message: 'port 5000 is taken' },
    "harness can't go on: port 5000 is taken (port-taken)",
  ],
  ['rig.cleanup-failed', { what: 'client', message: 'EPERM' }, 'harness clean-up failed: client: EPERM'],
  [
    'noise.measured',
    { harnessLagUs: 3_000, proxyLagUs: 400, stealUs: 10_000 },
    'harness noise: harness late by up to 3 ms, proxy by 400 µs, 10 ms stolen by the hypervisor',
  ],
  ['process.spawned', { ...client, pid: 42, argv: ['x'], trace: 'python' }, 'client starts, pid 42'],
  [
    'process.spawned',
    { program: 'client', run: 2, pid: 43, argv: ['x'], trace: 'none' },
    'client (run 2) starts again, pid 43',
  ],
  ['process.listening', { ...client, address: { host: '::1', port: 80 } }, 'client listens on [::1]:80'],
  ['process.signalled', { ...client, signal: 'KILL' }, 'client is sent SIGKILL'],
  ['process.stopped', client, 'client is stopped'],
  ['process.continued', client, 'client goes on'],
  ['process.exited', { ...client, code: 1, signal: null }, 'client exits with code 1'],
  ['process.exited', { ...client, code: null, signal: 'SIGTERM' }, 'client is killed by SIGTERM'],
  ['process.exited', { ...client, code: null, signal: 'KILL' }, 'client is killed by SIGKILL'],
  ['output.line', { ...client, stream: 'stderr', text: 'a\u001b[1mb' }, 'client stderr: a\\x1b[1mb'],
  ['input.written', { ...client, sizeBytes: 2_048 }, 'client is given 2 KiB on stdin'],
  [
    'connection.opened',
    { ...wire, client: { host: '127.0.0.1', port: 9 } },
    'wire #1 opened by the client from 127.0.0.1:9',
  ],
  [
    'connection.dialled',
    { ...wire, from: { host: '127.0.0.1', port: 9 } },
    'wire #1 reaches the server from 127.0.0.1:9',
  ],
  ['connection.dial-failed', { ...wire, errno: 'ECONNREFUSED' }, "wire #1 can't reach the server: ECONNREFUSED"],
  ['chunk.received', ciao, 'wire #1 downstream 4 B "ciao" comes in'],
  ['chunk.sent', { ...ciao, chunks: 4, preview: 'AP8Q' }, 'wire #1 downstream 4 B in 4 chunks 00 ff 10 handed on'],
  ['connection.ended-by-peer', { ...wire, side: 'client', ending: 'fin' }, 'wire #1 FIN from the client'],
  [
    'connection.ended-by-proxy',
    { ...wire, side: 'client', ending: 'rst', why: 'toxic', toxic: 'axe' },
    'wire #1 RST to the client (toxic axe)',
  ],
  [
    'connection.closed',
    {
      ...wire,
      upstream: { receivedBytes: 4, sentBytes: 4, receivedSha256: '', sentSha256: '' },
      downstream: { receivedBytes: 4, sentBytes: 0, receivedSha256: '', sentSha256: '' },
    },
    'wire #1 closed: upstream 4 B delivered, downstream 0 B of 4 B delivered',
  ],
  ['fault.injected', { name: 'x', fault: 'toxic', spec: null }, 'fault x injected: toxic'],
  ['fault.healed', { name: 'slow' }, 'fault slow healed'],
  ['call.entered', { ...recv, name: 'accept', args: {} }, 'client accept() begins'],
  ['call.returned', { ...recv, durationUs: 120, outcome: 'ok', sizeBytes: 4 }, 'client recv(1024) → 4 B after 120 µs'],
  ['trace.started', { ...client, pid: 7, tracer: 'CPython 3.12.1' }, 'client socket calls are traced (CPython 3.12.1)'],
  [
    'trace.lost',
    { ...client, pid: 7, reason: 'it was killed' },
    'client calls may be missing from here on: it was killed',
  ],
  ['tcp.sampled', { port: 80, sockets: [] }, 'kernel port 80: no socket'],
];

const SLOW = {
  name: 'slow',
  fault: 'toxic',
  link: 'wire',
  spec: { link: 'wire', toxic: { name: 'slow', type: 'slicer', stream: 'upstream', toxicity: 1, attributes: {} } },
};

describe('a fault in words', () => {
  test('as its kind says it', () => assert.equal(describeFault(SLOW), 'slicer on wire upstream'));
  test('in plain words of its spec where the kind is not known', () => {
    const quake = { name: 'x', fault: 'quake', link: 'wire', spec: { strength: 7, how: 'hard' } };
    assert.equal(describeFault(quake), 'quake strength 7 hard');
  });
  test('its event takes these words from the context', () => {
    const context = { heldUs: () => undefined, faultText: () => 'slicer on wire upstream' };
    const event = eventOf('fault.injected', SLOW);
    assert.equal(describeEvent(event, context), 'fault slow injected: slicer on wire upstream');
  });
});

describe('an event in words', () => {
  for (const [kind, data, text] of EXAMPLES) {
    test(text, () => {
      assert.equal(describeEvent(eventOf(kind, data)), text);
    });
  }

  test('counts the sockets of a port by their state', () => {
    const end = { host: '127.0.0.1', port: 80 };
    const sockets = (['TIME_WAIT', 'LISTEN', 'TIME_WAIT'] as const).map((state) => ({
      local: end,
      remote: end,
      state,
      inode: 0,
    }));
    assert.equal(describeEvent(eventOf('tcp.sampled', { port: 80, sockets })), 'kernel port 80: TIME_WAIT ×2, LISTEN');
  });

  test('says how long bytes were held, where that is known', () => {
    const event = eventOf('chunk.received', ciao);
    const after = (us: number | undefined): string => describeEvent(event, { heldUs: () => us });
    assert.equal(after(2_000_000), 'wire #1 downstream 4 B "ciao" held 2 s');
    assert.equal(after(120), 'wire #1 downstream 4 B "ciao" handed on after 120 µs');
    assert.equal(after(undefined), 'wire #1 downstream 4 B "ciao" never handed on');
  });

  test('shows a kind that this version does not know by its data', () => {
    const event = { ...eventOf('fault.healed', { name: 'x' }), kind: 'moon.rose' } as unknown as RunEvent;
    assert.equal(describeEvent(event), 'unknown moon.rose {"name":"x"}');
  });
});

function eventOf<K extends EventKind>(kind: K, data: EventData[K]): RunEvent {
  // K pairs kind with its data, which is what makes this a member of the union.
  return { seq: seqOf(0), atUs: runUs(0), uncertaintyUs: 0, observer: 'harness', kind, data } as unknown as RunEvent;
}
