import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import { eventsOf } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { WireToxic } from '../../vocabulary/rig.js';
import type { SignalName } from '../../vocabulary/signals.js';
import type { TcpState } from '../../vocabulary/network.js';
import type { Receipt } from '../receipt.js';
import { FAULTS } from './index.js';

const ADDRESSES = { wire: { host: '127.0.0.1', port: 4000 } };
const LATENCY: WireToxic = {
  name: 'slow',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 100 },
};

const kindOf = (name: string) => FAULTS.get(name) ?? assert.fail(`no fault ${name}`);

function receiptIn(record: RunRecord, healedUs = 1_000_000): Receipt {
  const injected = eventsOf(record.events, 'fault.injected')[0] ?? assert.fail('nothing was injected');
  const healed = eventsOf(record.events, 'fault.healed')[0];
  const { spec, fault } = injected.data;
  return kindOf(fault).receipt({ spec, events: record.events, injected, healed, healedUs, addresses: ADDRESSES });
}

const told = ({ left, explanation }: Receipt): string => `${left ? 'left' : 'missing'}: ${explanation}`;

const inject = (builder: RecordBuilder, atUs: number, fault: string, spec: unknown): RecordBuilder =>
  builder.event(atUs, 'fault.injected', { name: 'mine', fault, spec, link: 'wire' });

describe('the receipt of a toxic', () => {
  const ref = { link: 'wire', connection: 1 };
  const slow = (heldUs: number): RecordBuilder =>
    inject(new RecordBuilder(), 1_000, 'toxic', { link: 'wire', toxic: LATENCY })
      .open(2_000, ref)
      .pass(10_000, ref, { stream: 'downstream', sizeBytes: 4, heldUs });

  test('is asked of the toxic’s own kind', () => {
    assert.equal(receiptIn(slow(101_000).build()).left, true);
    assert.equal(receiptIn(slow(1_000).build()).left, false);
  });

  test('is not refuted by bytes that passed while it was being injected or healed', () => {
    const steps = (injectedUs: number, healsUs: number) =>
      inject(new RecordBuilder(), 1_000, 'toxic', { link: 'wire', toxic: LATENCY })
        .open(1_500, ref)
        .pass(10_000, ref, { stream: 'downstream', sizeBytes: 4, heldUs: 10 })
        .event(injectedUs, 'step.ended', { step: 0, outcome: 'done' })
        .pass(30_000, ref, { stream: 'downstream', sizeBytes: 4, heldUs: 200_000, before: 4 })
        .event(healsUs, 'step.started', { step: 1, label: 'heal mine' })
        .pass(400_000, ref, { stream: 'downstream', sizeBytes: 4, heldUs: 10, before: 8 })
        .event(500_000, 'fault.healed', { name: 'mine' })
        .build();
    assert.equal(receiptIn(steps(20_000, 300_000), 500_000).left, true);
    const healed = receiptIn(steps(20_000, 450_000), 500_000);
    assert.match(told(healed), /^missing: .*4 B were handed on within 10 µs/);
    assert.match(told(receiptIn(steps(5_000, 300_000), 500_000)), /^missing: .*4 B were handed on within 10 µs/);
  });

  test('rests on connections of its link that lived while it was there', () => {
    const other = inject(new RecordBuilder(), 1_000, 'toxic', { link: 'other', toxic: LATENCY })
      .open(2_000, ref)
      .pass(10_000, ref, { stream: 'downstream', sizeBytes: 4, heldUs: 200_000 });
    assert.match(told(receiptIn(other.build())), /^missing: .*no connection passed the link/);
    const later = inject(new RecordBuilder(), 1_000, 'toxic', { link: 'wire', toxic: LATENCY })
      .open(600_000, ref)
      .pass(610_000, ref, { stream: 'downstream', sizeBytes: 4, heldUs: 200_000 });
    assert.match(told(receiptIn(later.build(), 500_000)), /^missing: .*no connection passed the link/);
  });

  test('of a type that this version does not know is missing', () => {
    const record = inject(new RecordBuilder(), 0, 'toxic', {
      link: 'wire',
      toxic: { ...LATENCY, type: 'gremlin' },
    }).build();
    assert.equal(told(receiptIn(record)), 'missing: no toxic "gremlin" is on the shelf of this version');
  });
});

describe('the receipt of a link that is down', () => {
  const down = (): RecordBuilder => inject(new RecordBuilder(), 1_000, 'link-down', { link: 'wire' });
  const sample = (builder: RecordBuilder, atUs: number, state?: TcpState): RecordBuilder => {
    const address = ADDRESSES.wire;
    const sockets = state === undefined ? [] : [{ local: address, remote: address, state, inode: 1 }];
    return builder.event(atUs, 'tcp.sampled', { port: 4000, sockets });
  };
  const ref = { link: 'wire', connection: 1 };
  const refused = { atUs: 2_000, durationUs: 50, errno: 'ECONNREFUSED', args: { address: '127.0.0.1:4000' } };
  const rows: readonly (readonly [string, RecordBuilder, RegExp])[] = [
    ['nothing listens', sample(down(), 2_000), /^left: nothing listened on port 4000$/],
    ['only old connections are left', sample(down(), 2_000, 'TIME_WAIT'), /^left: nothing listened on port 4000$/],
    [
      'it still listens',
      sample(down(), 2_000, 'LISTEN'),
      /^missing: looked for wire \(127.0.0.1:4000\) without a listening socket/,
    ],
    ['it did not listen before or after', sample(sample(down(), 500), 2_000_000), /^missing/],
    [
      'a connect is refused',
      down().raise('client', 'connect', 'ConnectionRefusedError', refused),
      /^left: client’s connect was refused$/,
    ],
    [
      'a connect elsewhere is refused',
      down().raise('client', 'connect', 'ConnectionRefusedError', { ...refused, args: { address: '127.0.0.1:40001' } }),
      /^missing/,
    ],
    [
      'a connection is ended for it',
      down().open(500, ref).endByProxy(1_500, ref, { side: 'client', ending: 'fin', why: 'link-down' }),
      /^left: connection 1 was ended for it$/,
    ],
    [
      'a connection is ended for another reason',
      down().open(500, ref).endByProxy(1_500, ref, { side: 'client', ending: 'fin', why: 'forwarded' }),
      /^missing/,
    ],
  ];
  for (const [what, builder, expected] of rows)
    test(what, () => assert.match(told(receiptIn(builder.build())), expected));
});

describe('the receipt of a full backlog', () => {
  const full = (): RecordBuilder => inject(new RecordBuilder(), 1_000, 'full-backlog', { link: 'wire' });
  const sample = (builder: RecordBuilder, atUs: number, states: readonly (readonly [TcpState, number])[]) => {
    const address = ADDRESSES.wire;
    const sockets = states.map(([state, inode]) => ({ local: address, remote: address, state, inode }));
    return builder.event(atUs, 'tcp.sampled', { port: 4000, sockets });
  };
  const waiting = (atUs: number, durationUs: number, address = '127.0.0.1:4000') => {
    return full().raise('client', 'connect', 'TimeoutError', { atUs, durationUs, args: { address } });
  };
  const queued = [
    ['LISTEN', 7],
    ['ESTABLISHED', 0],
  ] as const;
  const rows: readonly (readonly [string, RecordBuilder, RegExp])[] = [
    [
      'connections that no process has wait behind a listening socket',
      sample(full(), 2_000, queued),
      /^left: 1 connections to port 4000 that nobody had accepted$/,
    ],
    ['they waited before it', sample(full(), 500, queued), /^missing/],
    ['they waited when it was healed', sample(full(), 2_000_000, queued), /^missing/],
    [
      'a process has accepted them',
      sample(full(), 2_000, [queued[0], ['ESTABLISHED', 8]]),
      /^missing: looked for connections in the queue of wire \(127.0.0.1:4000\) that nobody had accepted, or a connect/,
    ],
    ['nobody listens', sample(full(), 2_000, [queued[1]]), /^missing/],
    ['a connect waits', waiting(2_000, 150_000), /^left: client’s connect waited 150 ms$/],
    ['a connect is quick', waiting(2_000, 50_000), /^missing/],
    ['a connect waits elsewhere', waiting(2_000, 150_000, '127.0.0.1:40001'), /^missing/],
    ['a connect had waited before it', waiting(100, 90_000), /^missing/],
  ];
  for (const [what, builder, expected] of rows)
    test(what, () => assert.match(told(receiptIn(builder.build())), expected));
});

describe('the receipt of a signal', () => {
  const sent = (signal: SignalName): RecordBuilder =>
    new RecordBuilder()
      .start(0, 'server')
      .event(1_000, 'fault.injected', {
        name: 'mine',
        fault: 'signal',
        spec: { program: 'server', signal },
        program: 'server',
      })
      .event(1_010, 'process.signalled', { program: 'server', run: 1, signal });
  const one = { program: 'server', run: 1 };
  const rows: readonly (readonly [string, RecordBuilder, string])[] = [
    ['KILL, and it died of it', sent('KILL').exit(1_100, 'server', 'KILL'), 'left: server was killed by SIGKILL'],
    [
      'KILL, but it had exited',
      sent('KILL').exit(1_100, 'server', 0),
      'missing: looked for: server was killed by SIGKILL; the last that was seen of it is process.exited. Try: send it while the program runs',
    ],
    [
      'KILL, but another was killed',
      sent('KILL').exit(1_100, 'client', 'KILL'),
      'missing: looked for: server was killed by SIGKILL; the last that was seen of it is process.signalled. Try: send it while the program runs',
    ],
    ['STOP, seen stopped', sent('STOP').event(1_100, 'process.stopped', one), 'left: server was stopped'],
    [
      'STOP, not seen',
      sent('STOP'),
      'missing: looked for: server was stopped; the last that was seen of it is process.signalled. Try: send it while the program runs, and not twice',
    ],
    ['CONT, seen running', sent('CONT').event(1_100, 'process.continued', one), 'left: server was continued'],
    ['TERM, delivered', sent('TERM'), 'left: server was sent the signal'],
  ];
  for (const [what, builder, expected] of rows)
    test(what, () => assert.equal(told(receiptIn(builder.build())), expected));

  test('does not rest on what the clean-up does', () => {
    const killed = receiptIn(sent('KILL').exit(600_000, 'server', 'KILL').build(), 500_000);
    assert.match(told(killed), /^missing: .* the last that was seen of it is process.signalled/);
    assert.equal(receiptIn(sent('CONT').event(600_000, 'process.continued', one).build(), 500_000).left, false);
  });
});
