import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeInvocation, describeReturned } from './describe-call.js';
import type { CallReturned } from '../record/events/call-events.js';

const ref = { program: 'client', run: 1, pid: 7, call: 1, thread: 7, fd: 3, startUs: 0, durationUs: 9 } as const;
const recv = { ...ref, name: 'recv', args: { bufsize: 1_024 } } as const;
const bind = { ...ref, name: 'bind', args: { host: '127.0.0.1', port: 80 } } as const;
const connect = { ...bind, name: 'connect' } as const;

const EXAMPLES: Readonly<Record<string, CallReturned>> = {
  'recv(1024) → TimeoutError after 500.4 ms (timeout 0.5 s)': {
    ...recv,
    durationUs: 500_400,
    outcome: 'raised',
    exception: 'TimeoutError',
    timeoutS: 0.5,
  },
  'recv(1024) → 4 B after 9 µs': { ...recv, outcome: 'ok', sizeBytes: 4 },
  'recv(1024) → end of stream after 9 µs': { ...recv, outcome: 'ok', sizeBytes: 0 },
  'bind(127.0.0.1:80) → OSError EADDRINUSE after 9 µs': {
    ...bind,
    outcome: 'raised',
    exception: 'OSError',
    errno: 'EADDRINUSE',
  },
  'connect(127.0.0.1:80) → ConnectionRefusedError [ECONNREFUSED] after 9 µs': {
    ...connect,
    outcome: 'raised',
    exception: 'ConnectionRefusedError',
    errno: 'ECONNREFUSED',
  },
  'connect(127.0.0.1:80) → from 127.0.0.1:40000 after 9 µs': {
    ...connect,
    outcome: 'ok',
    result: { localHost: '127.0.0.1', localPort: 40_000 },
  },
  'accept() → fd 4 from 127.0.0.1:9 after 9 µs': {
    ...ref,
    name: 'accept',
    args: {},
    outcome: 'ok',
    result: { fd: 4, host: '127.0.0.1', port: 9 },
  },
  'setsockopt(SO_REUSEADDR, 1) → ok after 9 µs': {
    ...ref,
    name: 'setsockopt',
    args: { level: 'SOL_SOCKET', option: 'SO_REUSEADDR', value: 1 },
    outcome: 'ok',
  },
  'socket(AF_INET, SOCK_STREAM) → fd 3 after 9 µs': {
    ...ref,
    name: 'socket',
    args: { family: 'AF_INET', type: 'SOCK_STREAM', proto: 0 },
    outcome: 'ok',
    result: { fd: 3 },
  },
  'settimeout(None) → ok after 9 µs': { ...ref, name: 'settimeout', args: { seconds: null }, outcome: 'ok' },
  'sendall(64 KiB) → 64 KiB after 9 µs': {
    ...ref,
    name: 'sendall',
    args: { size: 65_536 },
    outcome: 'ok',
    sizeBytes: 65_536,
  },
  'close(by with, ValueError) → ok after 9 µs': {
    ...ref,
    name: 'close',
    args: { by: 'with', exception: 'ValueError' },
    outcome: 'ok',
  },
};

describe('a call in words', () => {
  for (const [text, call] of Object.entries(EXAMPLES)) {
    test(text, () => {
      assert.equal(describeReturned(call), text);
      assert.ok(text.startsWith(`${describeInvocation(call)} → `));
    });
  }
});
