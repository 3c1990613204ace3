import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeAsked, describeGot } from './describe.js';
import { parseEnding } from './line.js';
import { SocketBook } from './socket-book.js';
import { readArguments } from './values.js';

const asked = (text: string) =>
  describeAsked('socket', readArguments(text).values, { book: new SocketBook(), pid: 42, isWhole: true });

describe('socket', () => {
  test('is told by family, type and protocol', () => {
    assert.deepEqual(asked('AF_INET6, SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_UDP)')?.args, {
      family: 'AF_INET6',
      type: 'SOCK_DGRAM',
      proto: 'IPPROTO_UDP',
      nonBlocking: true,
    });
    assert.deepEqual(asked('AF_INET, SOCK_STREAM, IPPROTO_IP)')?.args, {
      family: 'AF_INET',
      type: 'SOCK_STREAM',
      proto: 0,
    });
  });

  test('of another family is nobody’s business', () => assert.equal(asked('AF_UNIX, SOCK_STREAM, 0)'), undefined));

  test('gets a descriptor', () => {
    const ending = parseEnding(' = 3<socket:[70]>') ?? assert.fail();
    assert.deepEqual(describeGot('socket', [], ending), { result: { fd: 3 } });
  });
});

test('waits for several sockets and calls on one are told as such', () => {
  const ending = parseEnding(' = 1') ?? assert.fail();
  assert.deepEqual(describeGot('select', [], ending), { result: { ready: 1 } });
  assert.deepEqual(describeGot('read', [], ending), { sizeBytes: 1 });
});
