import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Asked } from './asked.js';
import { parseEnding } from './line.js';
import { socketCallAsked, socketCallGot } from './socket-calls.js';
import { SocketBook } from './socket-book.js';
import { readArguments } from './values.js';

/** A book with one socket, 3<socket:[70]>, after these calls on it. */
function bookAfter(...calls: readonly string[]): SocketBook {
  const book = new SocketBook();
  for (const call of ['socket(AF_INET, SOCK_STREAM, 0) = 3<socket:[70]>', ...calls]) {
    const [, syscall = '', text = ''] = /^(\w+)\((.*)$/.exec(call) ?? [];
    const { values, rest } = readArguments(text);
    book.learn(42, syscall, values, parseEnding(rest ?? '') ?? assert.fail(call));
  }
  return book;
}

function asked(call: string, { book = bookAfter(), isWhole = true } = {}): Asked | undefined {
  const [, syscall = '', text = ''] = /^(\w+)\((.*)$/.exec(call) ?? [];
  return socketCallAsked(syscall, readArguments(text).values, { book, pid: 42, isWhole });
}

const NON_BLOCKING = bookAfter('ioctl(3<socket:[70]>, FIONBIO, [1]) = 0');
const WITH_TIMEOUTS = bookAfter(
  'setsockopt(3<socket:[70]>, SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=2, tv_usec=0}, 16) = 0',
  'setsockopt(3<socket:[70]>, SOL_SOCKET, SO_SNDTIMEO_OLD, {tv_sec=5, tv_usec=0}, 16) = 0',
);

describe('whether a call may wait', () => {
  for (const { call, book = bookAfter(), timeoutS, mayWait } of [
    { call: 'read(3<socket:[70]>, "x", 9)', timeoutS: null, mayWait: true },
    { call: 'read(3<socket:[70]>, "x", 9)', book: NON_BLOCKING, timeoutS: 0, mayWait: false },
    { call: 'read(3<socket:[70]>, "x", 9)', book: WITH_TIMEOUTS, timeoutS: 2, mayWait: true },
    { call: 'accept(3<socket:[70]>, NULL, NULL)', book: WITH_TIMEOUTS, timeoutS: 2, mayWait: true },
    { call: 'write(3<socket:[70]>, "x", 9)', book: WITH_TIMEOUTS, timeoutS: 5, mayWait: true },
    { call: 'connect(3<socket:[70]>, {sa_family=AF_INET}, 16)', book: WITH_TIMEOUTS, timeoutS: 5, mayWait: true },
    { call: 'recvfrom(3<socket:[70]>, "x", 9, MSG_DONTWAIT, NULL, NULL)', timeoutS: null, mayWait: false },
    { call: 'sendmsg(3<socket:[70]>, {msg_iovlen=0}, MSG_DONTWAIT|MSG_NOSIGNAL)', timeoutS: null, mayWait: false },
    { call: 'close(3<socket:[70]>)', timeoutS: undefined, mayWait: false },
  ]) {
    test(`${call}: ${mayWait ? 'yes' : 'no'}, its timeout is ${timeoutS}`, () => {
      const told = asked(call, { book });
      assert.deepEqual([told?.timeoutS, told?.mayWait], [timeoutS, mayWait]);
    });
  }
});

describe('a call', () => {
  test('on no socket of the book is nobody’s business', () => {
    for (const call of [
      'read(3</etc/hosts>, "x", 9)',
      'read(3<socket:[71]>, "x", 9)',
      'fcntl(3<socket:[70]>, F_GETFL)',
    ])
      assert.equal(asked(call), undefined);
  });

  test('that gives an address is another one, once it is known to', () => {
    const to = '{sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("127.0.0.1")}';
    assert.equal(asked(`sendto(3<socket:[70]>, "x", 1, 0, ${to}, 16)`)?.name, 'sendto');
    assert.equal(asked(`sendto(3<socket:[70]>, "x", 1, 0, NULL, 0)`)?.name, 'send');
    assert.equal(asked(`recvfrom(3<socket:[70]>, "x", 1, 0, ${to}, [16])`)?.name, 'recvfrom');
    assert.equal(asked('recvfrom(3<socket:[70]>, ', { isWhole: false })?.name, 'recv');
  });

  test('has its descriptor, and its arguments by name', () => {
    const { fd, args } = asked('sendto(3<socket:[70]>, "hallo", 5, MSG_NOSIGNAL, NULL, 0)') ?? {};
    assert.deepEqual([fd, args], [3, { size: 5, flags: 'MSG_NOSIGNAL' }]);
  });
});

describe('splice', () => {
  test('from a socket is recv, and to one it is send', () => {
    const from = asked('splice(3<socket:[70]>, NULL, 8<pipe:[1]>, NULL, 1048576, SPLICE_F_NONBLOCK)');
    assert.deepEqual([from?.name, from?.fd, from?.args, from?.mayWait], ['recv', 3, { bufsize: 1_048_576 }, true]);
    const to = asked('splice(7<pipe:[1]>, NULL, 3<socket:[70]>, NULL, 4, SPLICE_F_NONBLOCK)', { book: WITH_TIMEOUTS });
    assert.deepEqual([to?.name, to?.fd, to?.args, to?.timeoutS], ['send', 3, { size: 4 }, 5]);
  });

  test('between other files is nobody’s business', () =>
    assert.equal(asked('splice(7<pipe:[1]>, NULL, 9</srv/a>, NULL, 4, 0)'), undefined));
});

describe('what a call got', () => {
  for (const { syscall, text, ending, got } of [
    { syscall: 'read', text: '3<socket:[70]>, "x", 9', ending: '= 1', got: { sizeBytes: 1 } },
    { syscall: 'recvfrom', text: '3<socket:[70]>, "", 9, 0, NULL, NULL', ending: '= 0', got: { sizeBytes: 0 } },
    { syscall: 'splice', text: '7<pipe:[1]>, NULL, 3<socket:[70]>, NULL, 4, 0', ending: '= 4', got: { sizeBytes: 4 } },
    { syscall: 'shutdown', text: '3<socket:[70]>, SHUT_WR', ending: '= 0', got: {} },
    { syscall: 'accept', text: '3<socket:[70]>, NULL, NULL', ending: '= 4<socket:[8]>', got: { result: { fd: 4 } } },
    {
      syscall: 'bind',
      text: '3<socket:[70]>, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16',
      ending: '= 0',
      got: {},
    },
    {
      syscall: 'getsockopt',
      text: '3<socket:[70]>, SOL_SOCKET, SO_ERROR, [0], [4]',
      ending: '= 0',
      got: { result: { value: 0 } },
    },
  ]) {
    test(`${syscall}(${text}) ${ending}`, () => {
      const read = parseEnding(` ${ending}`) ?? assert.fail(ending);
      assert.deepEqual(socketCallGot(syscall, readArguments(`${text})`).values, read), got);
    });
  }
});
