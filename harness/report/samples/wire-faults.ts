// Wires that were broken in other ways: cut after so many bytes, reset, throttled.

import { begin, compile, FILE, receipt } from './faulty-wire.js';
import { SampleRecord } from './sample-record.js';
import { spanAt } from './sample-scenario.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';
import type { Seq } from '../../vocabulary/time.js';

/** limit_data lets 5 of 11 bytes through, then the end of the stream; the client waits for more and sees the end. */
export function cutReply(): RunReport {
  const toxic = { name: 'scissors', type: 'limit_data', attributes: { bytes: 5 } };
  const record = new SampleRecord(FILE);
  const injected = begin(record, toxic);
  record.call('server', 'sendall', { atMs: 71, args: { size: 11 }, sizeBytes: 11 });
  record.chunk(71.2, 'received', { stream: 'downstream', sizeBytes: 11, text: 'hello world' });
  record.chunk(71.4, 'sent', { stream: 'downstream', sizeBytes: 5, text: 'hello' });
  record.add(
    71.5,
    'connection.ended-by-proxy',
    { link: 'wire', connection: 1, side: 'client', ending: 'fin', why: 'toxic', toxic: 'scissors' },
    'tap',
  );
  record.call('client', 'recv', { atMs: 70.8, tookMs: 0.8, args: { bufsize: 1_024 }, sizeBytes: 5, timeoutS: 2 });
  const recv = record.call('client', 'recv', {
    atMs: 71.8,
    tookMs: 0.02,
    args: { bufsize: 1_024 },
    sizeBytes: 0,
    timeoutS: 2,
  });
  return compile({
    record,
    title: 'a reply that is cut in the middle is seen as its first bytes, then a reset',
    toxic,
    endMs: 90,
    verdicts: [
      receipt(injected, toxic, '5 B of 11 B delivered, then FIN'),
      {
        subject: 'expectation',
        label: 'call recv of client (second)',
        clause: 'raises',
        outcome: 'broken',
        expected: 'recv #2 raises ConnectionResetError',
        actual: "recv #2 returned b'' (the end of the stream) after 20 µs",
        span: spanAt(FILE, 20, 5, 6),
        evidence: [recv],
      },
    ],
  });
}

/** reset_peer resets a connection in the middle of a reply. */
export function resetReply(): RunReport {
  const toxic = { name: 'axe', type: 'reset_peer', attributes: { timeout: 100 } };
  const record = new SampleRecord(FILE);
  const injected = begin(record, toxic);
  record.chunk(75, 'received', { stream: 'upstream', sizeBytes: 4, text: 'ciao' });
  record.chunk(75.2, 'sent', { stream: 'upstream', sizeBytes: 4, text: 'ciao' });
  record.open('server', 'recv', { atMs: 75.5, args: { bufsize: 1_024 } });
  record.add(
    171,
    'connection.ended-by-proxy',
    { link: 'wire', connection: 1, side: 'client', ending: 'rst', why: 'toxic', toxic: 'axe' },
    'tap',
  );
  record.add(
    171.1,
    'connection.ended-by-proxy',
    { link: 'wire', connection: 1, side: 'server', ending: 'rst', why: 'toxic', toxic: 'axe' },
    'tap',
  );
  const recv = record.call('client', 'recv', {
    atMs: 75.4,
    tookMs: 96,
    args: { bufsize: 1_024 },
    timeoutS: 2,
    raised: ['ConnectionResetError', 'ECONNRESET'],
  });
  return compile({
    record,
    title: 'a reset is ConnectionResetError',
    toxic,
    endMs: 200,
    verdicts: [
      receipt(injected, toxic, 'RST sent to both sides after 100 ms'),
      {
        subject: 'expectation',
        label: 'call recv of client',
        clause: 'raises',
        outcome: 'held',
        expected: 'recv raises ConnectionResetError',
        actual: 'recv raised ConnectionResetError (ECONNRESET) after 96 ms',
        span: spanAt(FILE, 20, 5, 6),
        evidence: [recv],
      },
    ],
  });
}

/** 64 KiB through a narrow wire: each chunk later than the one before. */
export function throttledReply(chunks = 16): RunReport {
  const toxic = { name: 'narrow', type: 'bandwidth', attributes: { rate: 64 } };
  const record = new SampleRecord(FILE);
  const injected = begin(record, toxic);
  record.call('server', 'sendall', { atMs: 72, tookMs: 2, args: { size: chunks * 4_096 }, sizeBytes: chunks * 4_096 });
  for (let index = 0; index < chunks; index += 1) {
    record.chunk(72 + index * 0.1, 'received', {
      stream: 'downstream',
      sizeBytes: 4_096,
      bytes: Buffer.alloc(48, index),
    });
  }
  const proofs: Seq[] = [];
  for (let index = 0; index < chunks; index += 1) {
    const atMs = 72 + (index + 1) * 62.5;
    record.chunk(atMs, 'sent', { stream: 'downstream', sizeBytes: 4_096 });
    proofs.push(
      record.call('client', 'recv', { atMs: atMs - 62.3, tookMs: 62.4, args: { bufsize: 65_536 }, sizeBytes: 4_096 }),
    );
  }
  return compile({
    record,
    title: 'all bytes arrive through a narrow wire, in less than half a second',
    toxic,
    endMs: 72 + chunks * 62.5 + 40,
    verdicts: [
      receipt(injected, toxic, `${chunks * 4} KiB took ${(chunks * 62.5) / 1_000} s`),
      {
        subject: 'expectation',
        label: 'wire: bytes downstream',
        clause: 'within',
        outcome: 'broken',
        expected: 'all bytes delivered within 500 ms',
        actual: `the last bytes came after ${(chunks * 62.5) / 1_000} s`,
        span: spanAt(FILE, 20, 5, 6),
        evidence: proofs.slice(0, 1).concat(proofs.slice(-1)),
      },
    ],
  });
}
