import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SocketBook, type KnownSocket } from './socket-book.js';
import { parseEnding } from './line.js';
import { readArguments } from './values.js';

/** A book that has learnt from these calls of process 42, or of the one that a line names: `51: close(…) = 0`. */
function bookOf(...calls: readonly string[]): SocketBook {
  const book = new SocketBook();
  for (const call of calls) {
    const [, pid = '42', syscall = '', text = ''] = /^(?:(\d+): )?(\w+)\((.*)$/.exec(call) ?? [];
    const { values, rest } = readArguments(text);
    book.learn(Number(pid), syscall, values, parseEnding(rest ?? '') ?? assert.fail(call));
  }
  return book;
}

const socketOf = (book: SocketBook, fd: string): KnownSocket | undefined => book.find(readArguments(fd).values[0]);
const watches = (book: SocketBook, pid: number, epoll: string): boolean =>
  book.watchesSocket(pid, readArguments(epoll).values[0]);

const TCP = 'socket(AF_INET, SOCK_STREAM, 0) = 3<socket:[70]>';
const BLOCKING = { isNonBlocking: false, receiveTimeoutS: null, sendTimeoutS: null };

describe('a socket', () => {
  test('is the same one under any number', () => {
    const book = bookOf(TCP);
    assert.deepEqual(socketOf(book, '3<socket:[70]>'), BLOCKING);
    assert.equal(socketOf(book, '9<socket:[70]>'), socketOf(book, '3<socket:[70]>'));
    assert.equal(socketOf(book, '3<socket:[71]>'), undefined);
  });

  for (const { what, call } of [
    { what: 'another family', call: 'socket(AF_UNIX, SOCK_STREAM, 0) = 3<socket:[70]>' },
    { what: 'a failure', call: 'socket(AF_INET, SOCK_STREAM, 0) = -1 EMFILE (Too many open files)' },
    { what: 'what an unknown socket accepts', call: 'accept(9<socket:[9]>, NULL, NULL) = 3<socket:[70]>' },
  ]) {
    test(`is none: ${what}`, () => assert.equal(socketOf(bookOf(call), '3<socket:[70]>'), undefined));
  }

  test('that is accepted may be born non-blocking, as any other', () => {
    const accepted = bookOf(TCP, 'accept4(3<socket:[70]>, NULL, NULL, SOCK_CLOEXEC|SOCK_NONBLOCK) = 4<socket:[71]>');
    assert.equal(socketOf(accepted, '4<socket:[71]>')?.isNonBlocking, true);
    assert.equal(socketOf(accepted, '3<socket:[70]>')?.isNonBlocking, false);
    const made = bookOf('socket(AF_INET6, SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 3<socket:[70]>');
    assert.equal(socketOf(made, '3<socket:[70]>')?.isNonBlocking, true);
  });

  test('that is accepted has the timeouts of its listener, but blocks all the same', () => {
    const book = bookOf(
      TCP,
      'setsockopt(3<socket:[70]>, SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=2, tv_usec=0}, 16) = 0',
      'ioctl(3<socket:[70]>, FIONBIO, [1]) = 0',
      'accept(3<socket:[70]>, NULL, NULL) = 4<socket:[71]>',
    );
    assert.deepEqual(socketOf(book, '4<socket:[71]>'), { ...BLOCKING, receiveTimeoutS: 2 });
  });

  for (const { calls, changed } of [
    { calls: ['fcntl(3<socket:[70]>, F_SETFL, O_RDWR|O_NONBLOCK) = 0'], changed: { isNonBlocking: true } },
    {
      calls: ['ioctl(3<socket:[70]>, FIONBIO, [1]) = 0', 'fcntl(3<socket:[70]>, F_SETFL, O_RDWR) = 0'],
      changed: { isNonBlocking: false },
    },
    {
      calls: ['ioctl(3<socket:[70]>, FIONBIO, [1]) = 0', 'ioctl(3<socket:[70]>, FIONBIO, [0]) = 0'],
      changed: { isNonBlocking: false },
    },
    {
      calls: ['setsockopt(3<socket:[70]>, SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=2, tv_usec=0}, 16) = 0'],
      changed: { receiveTimeoutS: 2 },
    },
    {
      calls: ['setsockopt(3<socket:[70]>, SOL_SOCKET, SO_SNDTIMEO_OLD, {tv_sec=2, tv_usec=0}, 16) = 0'],
      changed: { sendTimeoutS: 2 },
    },
    { calls: ['setsockopt(3<socket:[70]>, SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0'], changed: {} },
    { calls: ['fcntl(3<socket:[70]>, F_GETFL) = 0x802 (flags O_RDWR|O_NONBLOCK)'], changed: {} },
  ]) {
    test(`after ${calls.join(', ')}`, () =>
      assert.deepEqual(socketOf(bookOf(TCP, ...calls), '3<socket:[70]>'), { ...BLOCKING, ...changed }));
  }
});

test('an epoll instance that watches a socket is known by its number in its process', () => {
  const add = (fd: string): string =>
    `epoll_ctl(9<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, ${fd}, {events=EPOLLIN, data={u32=3, u64=3}}) = 0`;
  assert.ok(!watches(bookOf(TCP, add('5<pipe:[1]>')), 42, '9<anon_inode:[eventpoll]>'));
  const book = bookOf(TCP, add('3<socket:[70]>'));
  assert.ok(watches(book, 42, '9<anon_inode:[eventpoll]>'));
  assert.ok(!watches(book, 51, '9<anon_inode:[eventpoll]>'));
  assert.ok(!watches(book, 42, '8<anon_inode:[eventpoll]>'));
  book.inherit(42, 51);
  assert.ok(watches(book, 51, '9<anon_inode:[eventpoll]>'));
  const closed = bookOf(TCP, add('3<socket:[70]>'), 'close(9<anon_inode:[eventpoll]>) = 0');
  assert.ok(!watches(closed, 42, '9<anon_inode:[eventpoll]>'));
});
