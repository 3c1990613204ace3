import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { renderPcapng } from './render-pcapng.js';
import { lateReply } from '../samples/late-reply.js';
import { parsePcapng, type ParsedPacket } from '../samples/parse-pcapng.js';
import { cutReply, resetReply } from '../samples/wire-faults.js';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { scratchFolder } from '../../testing/scratch-folder.js';

const FIRST = { link: 'wire', connection: 1 };
const ADDRESSES = { wire: { host: '127.0.0.1', port: 20_001 }, server: { host: '127.0.0.1', port: 20_000 } };
const packetsOf = (record: RunRecord): readonly ParsedPacket[] => parsePcapng(renderPcapng(record).bytes).packets;

const told = (packets: readonly ParsedPacket[], side: 'client' | 'server'): readonly string[] =>
  packets
    .filter((packet) => packet.interface === `wire (${side} side)`)
    .map(
      ({ from, flags, payloadSize }) => `${from.split(':')[1]} ${flags}${payloadSize === 0 ? '' : ` ${payloadSize}`}`,
    );

describe('a run as pcapng', () => {
  test('each connection is two: a handshake, the bytes, the ends, on both sides of the proxy', () => {
    const record = new RecordBuilder(ADDRESSES)
      .open(100, FIRST)
      .pass(200, FIRST, { stream: 'upstream', sizeBytes: 4, heldUs: 50 })
      .pass(300, FIRST, { stream: 'downstream', sizeBytes: 10 })
      .endByPeer(400, FIRST, 'client', 'fin')
      .endByProxy(410, FIRST, { side: 'server', ending: 'fin', why: 'forwarded' })
      .endByPeer(420, FIRST, 'server', 'rst')
      .build();
    const packets = packetsOf(record);
    const open = (a: string, b: string): readonly string[] => [`${a} S`, `${b} SA`, `${a} A`];
    assert.deepEqual(told(packets, 'client'), [
      ...open('40001', '20001'),
      '40001 PA 4',
      '20001 A',
      '40001 FA',
      '20001 A',
    ]);
    // The record of this sample has no plan, so that the server's port is not known.
    assert.deepEqual(told(packets, 'server'), [
      ...open('50001', '0'),
      '50001 PA 4',
      '0 A',
      '0 PA 10',
      '50001 A',
      '50001 FA',
      '0 A',
      '0 RA',
    ]);
  });

  test('times are those of the record, to the microsecond', () => {
    const [first, ...others] = packetsOf(
      new RecordBuilder(ADDRESSES).open(7, FIRST).pass(123_456, FIRST, { stream: 'upstream', sizeBytes: 1 }).build(),
    );
    const startUs = Date.parse('2026-01-01T00:00:00.000Z') * 1000;
    assert.equal(first?.timestampUs, startUs + 7);
    assert.equal(others.at(-1)?.timestampUs, startUs + 123_456);
  });

  test('the payload is there as far as it was recorded, and no byte more', () => {
    const chunk = { ...FIRST, stream: 'upstream', chunks: 1 } as const;
    const record = new RecordBuilder(ADDRESSES)
      .open(1, FIRST)
      .event(2, 'chunk.received', {
        ...chunk,
        sizeBytes: 4,
        totalBytes: 4,
        preview: Buffer.from('ciao').toString('base64'),
      })
      .event(3, 'chunk.received', {
        ...chunk,
        sizeBytes: 1000,
        totalBytes: 1004,
        preview: Buffer.from('begins').toString('base64'),
      })
      .event(4, 'chunk.received', { ...chunk, sizeBytes: 200_000, totalBytes: 201_004 })
      .build();
    const { cut } = renderPcapng(record);
    const sent = packetsOf(record).filter(({ payloadSize }) => payloadSize > 0);
    assert.deepEqual(
      sent.map(({ payload, payloadSize, isCut }) => [payload.toString(), payloadSize, isCut]),
      [
        ['ciao', 4, false],
        ['begins', 1000, true],
        ['', 65_483, true],
        ['', 65_483, true],
        ['', 65_483, true],
        ['', 200_000 - 3 * 65_483, true],
      ],
    );
    assert.equal(cut, 5);
  });

  test('says that it is told again, of which run, and what is made up', () => {
    const { comment, application } = parsePcapng(renderPcapng(lateReply({ forgetsTimeout: true }).record).bytes);
    assert.match(comment, /^RECONSTRUCTED: not captured/);
    assert.match(comment, /Scenario: recv gives up[^]*Made up: sequence numbers[^]*no byte is invented/);
    assert.match(application, /^guasto/);
  });

  test('faults are comments at the next packet of their link, ends by the proxy say why', () => {
    const record = new RecordBuilder(ADDRESSES)
      .open(100, FIRST)
      .open(110, { link: 'other', connection: 1 })
      .event(200, 'fault.injected', { name: 'cut', fault: 'link', link: 'wire', spec: { state: 'down' } })
      .pass(250, { link: 'other', connection: 1 }, { stream: 'upstream', sizeBytes: 1 })
      .endByProxy(300, FIRST, { side: 'client', ending: 'rst', why: 'toxic', toxic: 'reset' })
      .event(400, 'fault.healed', { name: 'cut' })
      .build();
    const remarks = packetsOf(record).flatMap((packet) =>
      packet.comments.filter((each) => !each.startsWith('connection')).map((each) => `${packet.flags} ${each}`),
    );
    assert.equal(remarks.length, 3);
    assert.match(remarks[0] ?? '', /^RA fault cut at 200 µs: /);
    assert.match(remarks[1] ?? '', /^RA fault cut healed at 400 µs$/);
    assert.equal(remarks[2], 'RA the proxy ends it: toxic reset');
  });

  test('a server that can’t be reached answers with RST, or not at all', () => {
    const failed = (errno: string): readonly string[] => {
      const record = new RecordBuilder(ADDRESSES)
        .event(1, 'connection.opened', { ...FIRST, client: { host: '127.0.0.1', port: 40_001 } })
        .event(5, 'connection.dial-failed', { ...FIRST, errno })
        .build();
      return told(packetsOf(record), 'server');
    };
    assert.deepEqual(failed('ECONNREFUSED'), ['0 S', '0 RA']);
    assert.deepEqual(failed('ETIMEDOUT'), ['0 S']);
  });

  test('IPv6 is told as IPv6', () => {
    const record = new RecordBuilder({ wire: { host: '::1', port: 20_001 } })
      .event(1, 'connection.opened', { ...FIRST, client: { host: '::1', port: 40_001 } })
      .pass(2, FIRST, { stream: 'upstream', sizeBytes: 3 })
      .build();
    assert.equal(packetsOf(record)[0]?.from, '0:0:0:0:0:0:0:1:40001');
  });

  test('a record without a connection gives a sound file without a packet', () => {
    assert.deepEqual(packetsOf(new RecordBuilder().start(0, 'client').build()), []);
  });
});

describe('Wireshark', () => {
  const skip = spawnSync('tshark', ['--version']).status === 0 ? false : 'there is no tshark here';

  test('opens it, and finds nothing to complain about', { skip }, (t) => {
    const folder = scratchFolder(t);
    for (const [name, run] of Object.entries({
      late: lateReply({ forgetsTimeout: true }),
      cut: cutReply(),
      reset: resetReply(),
    })) {
      const file = join(folder, `${name}.pcapng`);
      writeFileSync(file, renderPcapng(run.record).bytes);
      const complaints = 'tcp.analysis.flags || ip.checksum.status == 0 || tcp.checksum.status == 0 || _ws.malformed';
      const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
      const all = spawnSync('tshark', ['-n', '-r', file, ...checks], { encoding: 'utf8' });
      assert.equal(all.status, 0, all.stderr);
      assert.match(all.stdout, /\[SYN, ACK\] Seq=0 Ack=1/);
      const found = spawnSync('tshark', ['-n', '-r', file, ...checks, '-Y', complaints], { encoding: 'utf8' });
      assert.equal(found.stdout, '', name);
    }
  });
});
