import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_KINDS } from '../../record/event-fields.js';
import type { EventKind } from '../../record/event.js';
import type { Matcher } from '../../record/pattern.js';
import { RecordBuilder } from '../../record/record-builder.js';
import { listFew, tellEvent, tellPattern } from './pattern-words.js';

type Where = Readonly<Record<string, Matcher>>;

describe('a pattern in plain words', () => {
  const rows: readonly (readonly [EventKind, Where, string])[] = [
    ['call.entered', { program: { is: 'client' }, name: { is: 'recv' } }, 'recv of client begins'],
    ['call.returned', {}, 'a call comes back'],
    ['call.returned', { program: { is: 'client' }, run: { is: 2 } }, 'a call of client (run 2) comes back'],
    ['call.returned', { name: { oneOf: ['recv', 'recvfrom'] }, outcome: { is: 'ok' } }, 'recv or recvfrom succeeds'],
    ['call.returned', { name: { is: 'recv' }, outcome: { is: 'raised' } }, 'recv fails'],
    ['call.returned', { name: { is: 'bind' }, errno: { matches: '.' } }, 'bind fails with errno matching /./'],
    ['call.returned', { name: { is: 'recv' }, sizeBytes: { is: 2048 } }, 'recv comes back with size 2048 B (2 KiB)'],
    [
      'call.returned',
      { durationUs: { allOf: [{ atLeast: 1_000 }, { atMost: 2_000 }] } },
      'a call comes back with duration at least 1 ms and at most 2 ms',
    ],
    ['call.returned', { 'result.fd': { not: { is: 3 } } }, 'a call comes back with result.fd not 3'],
    ['call.returned', { program: { not: { is: 'client' } } }, 'a call of a program comes back with program not client'],
    ['process.exited', { program: { is: 'client' }, code: { is: 0 } }, 'client exits with code 0'],
    ['output.line', { text: { is: 'reply: ciao' } }, 'a program prints a line with text "reply: ciao"'],
    [
      'output.line',
      { text: { contains: 'a' }, stream: { is: 'stderr' } },
      'a program prints a line with text containing "a", stream stderr',
    ],
    ['connection.opened', { link: { is: 'wire' }, connection: { is: 2 } }, 'connection 2 of wire is opened'],
    [
      'connection.ended-by-peer',
      { side: { is: 'server' }, ending: { is: 'rst' } },
      'a connection is ended by the server (RST)',
    ],
    ['connection.ended-by-proxy', { side: { is: 'client' } }, 'a connection is ended by the proxy towards the client'],
    [
      'chunk.sent',
      { stream: { is: 'downstream' }, link: { is: 'wire' } },
      'downstream bytes of a connection of wire leave the proxy',
    ],
    ['fault.injected', { name: { is: 'late' } }, 'the fault late is injected'],
    ['tcp.sampled', { port: { is: 80 } }, 'the sockets of port 80 are sampled'],
    ['process.signalled', { signal: { is: 'TERM' } }, 'a program is sent a signal with signal TERM'],
  ];
  for (const [kind, where, text] of rows) test(text, () => assert.equal(tellPattern({ kind, where }, 'present'), text));

  test('every kind of event has its words, for what happens and for what happened', () => {
    for (const kind of EVENT_KINDS) {
      const [now, then] = [tellPattern({ kind, where: {} }, 'present'), tellPattern({ kind, where: {} }, 'past')];
      assert.notEqual(now, then);
      assert.ok(!now.includes(kind) && /^[a-z]/.test(now), now);
    }
  });

  test('a field of a name that every object has is a field like any other', () => {
    assert.equal(
      tellPattern({ kind: 'call.returned', where: { 'args.constructor': { is: 1 } } }, 'past'),
      'a call came back with args.constructor 1',
    );
  });
});

describe('an event in plain words', () => {
  const { events } = new RecordBuilder()
    .start(0, 'client', { run: 2 })
    .call('client', 'recv', { atUs: 100, durationUs: 50, run: 2, sizeBytes: 4 })
    .raise('client', 'send', 'BrokenPipeError', { atUs: 200, durationUs: 10, errno: 'EPIPE' })
    .line(300, 'client', 'x'.repeat(100))
    .endByPeer(400, { link: 'wire', connection: 1 }, 'server', 'rst')
    .exit(500, 'client', 'KILL')
    .build();
  const texts = events.map(tellEvent);
  for (const text of [
    'client (run 2) started at 0 µs',
    'recv of client (run 2) succeeded with size 4 B at 150 µs',
    'send of client failed with exception BrokenPipeError, errno EPIPE at 210 µs',
    `client printed a line with stream stdout, text "${'x'.repeat(59)}…" at 300 µs`,
    'connection 1 of wire was ended by the server (RST) at 400 µs',
    'client exited with signal KILL at 500 µs',
  ]) {
    test(text, () => assert.ok(texts.includes(text), texts.join('\n')));
  }

  test('of many moments the first few are listed', () => {
    assert.equal(listFew(events.slice(0, 1)), '0 µs');
    assert.equal(listFew(events.slice(0, 3)), '0 µs, 0 µs and 100 µs');
    assert.equal(listFew(events), '0 µs, 0 µs, 100 µs, 150 µs…');
  });
});
