import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Asked } from './asked.js';
import { parseEnding } from './line.js';
import { SocketBook } from './socket-book.js';
import { readArguments } from './values.js';
import { isWait, readyOf, waitAsked } from './wait-calls.js';

/** 3<socket:[70]> is a socket, and 9 an epoll instance of process 42 that watches it. */
function book(): SocketBook {
  const known = new SocketBook();
  for (const [syscall, text] of [
    ['socket', 'AF_INET, SOCK_STREAM, 0) = 3<socket:[70]>'],
    ['epoll_ctl', '9<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 3<socket:[70]>, {events=EPOLLIN}) = 0'],
  ] as const) {
    const { values, rest } = readArguments(text);
    known.learn(42, syscall, values, parseEnding(rest ?? '') ?? assert.fail(text));
  }
  return known;
}

function asked(call: string, { pid = 42, isWhole = true } = {}): Asked | undefined {
  const [, syscall = '', text = ''] = /^(\w+)\((.*)$/.exec(call) ?? [];
  return waitAsked(syscall, readArguments(text).values, { book: book(), pid, isWhole });
}

describe('a wait', () => {
  for (const { call, fd, args, timeoutS, mayWait } of [
    {
      call: 'poll([{fd=3<socket:[70]>, events=POLLIN}], 1, 300)',
      fd: 3,
      args: { files: 1, events: 'POLLIN', timeoutMs: 300 },
      timeoutS: 0.3,
      mayWait: true,
    },
    {
      call: 'poll([{fd=1</dev/null>, events=POLLIN}, {fd=3<socket:[70]>, events=POLLIN}], 2, 0)',
      fd: -1,
      args: { files: 2, timeoutMs: 0 },
      timeoutS: 0,
      mayWait: false,
    },
    {
      call: 'poll([{fd=3<socket:[70]>, events=POLLIN}, ...], 900, -1)',
      fd: -1,
      args: { files: 900, timeoutMs: null },
      timeoutS: null,
      mayWait: true,
    },
    {
      call: 'ppoll([{fd=3<socket:[70]>, events=POLLOUT}], 1, NULL, NULL, 8)',
      fd: 3,
      args: { files: 1, events: 'POLLOUT', timeoutMs: null },
      timeoutS: null,
      mayWait: true,
    },
    {
      call: 'pselect6(4, [3<socket:[70]>], NULL, NULL, {tv_sec=0, tv_nsec=50000000}, NULL)',
      fd: 3,
      args: { files: 1, timeoutMs: 50 },
      timeoutS: 0.05,
      mayWait: true,
    },
    {
      call: 'select(4, [1</dev/null> 3<socket:[70]>], NULL, NULL, NULL)',
      fd: -1,
      args: { files: 2, timeoutMs: null },
      timeoutS: null,
      mayWait: true,
    },
    {
      call: 'epoll_pwait2(9<anon_inode:[eventpoll]>, [], 8, {tv_sec=0, tv_nsec=1500000}, NULL, 8)',
      fd: -1,
      args: { timeoutMs: 1.5 },
      timeoutS: 0.0015,
      mayWait: true,
    },
  ]) {
    test(call, () => {
      const told = asked(call);
      assert.deepEqual([told?.fd, told?.args, told?.timeoutS, told?.mayWait], [fd, args, timeoutS, mayWait]);
      assert.equal(told?.isGlance, timeoutS === 0);
    });
  }

  test('for other files than sockets is nobody’s business', () => {
    for (const call of [
      'poll([{fd=1</dev/null>, events=POLLIN}], 1, 300)',
      'poll(NULL, 0, 300)',
      'select(0, NULL, NULL, NULL, {tv_sec=1, tv_usec=0})',
      'epoll_wait(8<anon_inode:[eventpoll]>, [], 8, 100)',
    ])
      assert.equal(asked(call), undefined);
    assert.equal(asked('epoll_wait(9<anon_inode:[eventpoll]>, [], 8, 100)', { pid: 51 }), undefined);
  });

  test('of epoll has no bound before its end, since strace shows what it found in front of that', () => {
    const begun = asked('epoll_wait(9<anon_inode:[eventpoll]>, ', { isWhole: false });
    assert.deepEqual([begun?.args, begun?.timeoutS, begun?.mayWait], [{}, undefined, true]);
  });
});

describe('what a wait found', () => {
  for (const { syscall, text, ending, ready } of [
    { syscall: 'poll', text: '[{fd=3, events=POLLIN}], 1, 9', ending: '= 0 (Timeout)', ready: { ready: 0 } },
    {
      syscall: 'poll',
      text: '[{fd=3, events=POLLIN}], 1, 9',
      ending: '= 1 ([{fd=3, revents=POLLIN|POLLHUP}])',
      ready: { ready: 1, events: 'POLLIN|POLLHUP' },
    },
    { syscall: 'select', text: '4, [3], NULL, NULL, NULL', ending: '= 1 (in [3])', ready: { ready: 1 } },
    {
      syscall: 'epoll_wait',
      text: '9, [{events=EPOLLIN, data={u32=3}}, {events=EPOLLIN, data={u32=4}}], 8, 100',
      ending: '= 2',
      ready: { ready: 2, events: 'EPOLLIN' },
    },
  ]) {
    test(`${syscall}(${text}) ${ending}`, () => {
      const read = parseEnding(` ${ending}`) ?? assert.fail(ending);
      assert.deepEqual(readyOf(syscall, read, readArguments(`${text})`).values), ready);
    });
  }
});

test('recv is no wait for several', () => assert.deepEqual(['poll', 'recvfrom'].map(isWait), [true, false]));
