import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseBegun, parseEnding, parseLine } from './line.js';

const HEAD = { thread: 1201, wallUs: 1_795_503_138_766_529 };

describe('a line of strace', () => {
  for (const { body, told } of [
    {
      body: 'close(3<socket:[7]>) = 0 <0.000009>',
      told: { what: 'call', syscall: 'close', text: '3<socket:[7]>) = 0 <0.000009>' },
    },
    {
      body: 'accept4(3<socket:[7]>,  <unfinished ...>',
      told: { what: 'begun', syscall: 'accept4', text: '3<socket:[7]>, ' },
    },
    {
      body: '<... connect resumed>) = 0 <0.000453>',
      told: { what: 'resumed', syscall: 'connect', text: ') = 0 <0.000453>' },
    },
    {
      body: '<... epoll_pwait resumed> <unfinished ...>) = ?',
      told: { what: 'resumed', syscall: 'epoll_pwait', text: ' <unfinished ...>) = ?' },
    },
    {
      body: 'restart_syscall(<... resuming interrupted poll ...> <unfinished ...>',
      told: { what: 'begun', syscall: 'restart_syscall', text: '<... resuming interrupted poll ...>' },
    },
    {
      body: 'execve("/bin/sh", ["sh"], 0x7fff /* 35 vars */ <pid changed to 1200 ...>',
      told: { what: 'begun', syscall: 'execve', text: '"/bin/sh", ["sh"], 0x7fff /* 35 vars */' },
    },
    {
      body: '--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=1, si_uid=0} ---',
      told: { what: 'signal', signal: 'SIGCONT' },
    },
    { body: '--- stopped by SIGSTOP ---', told: { what: 'stopped', signal: 'SIGSTOP' } },
    { body: '+++ exited with 3 +++', told: { what: 'ended' } },
    { body: '+++ killed by SIGSEGV (core dumped) +++', told: { what: 'ended' } },
    { body: '+++ superseded by execve in pid 1202 +++', told: { what: 'superseded', by: 1202 } },
    { body: 'strace: something went wrong', told: undefined },
  ] as const) {
    test(`tells: ${body}`, () => {
      assert.deepEqual(parseLine(`1201 1795503138.766529 ${body}`), told && { ...HEAD, ...told });
    });
  }

  test('of which the end is missing begins a call, if it is one', () => {
    const begun = { ...HEAD, what: 'begun', syscall: 'accept4', text: '3<socket:[7]>, ' };
    assert.deepEqual(parseBegun('1201 1795503138.766529 accept4(3<socket:[7]>, '), begun);
    for (const partial of ['1201 17955', '1201 1795503138.766529 ', '1201 1795503138.766529 --- SIGTERM {']) {
      assert.equal(parseBegun(partial), undefined);
    }
  });

  test('is none where strace did not write it', () => {
    fc.assert(fc.property(fc.string(), (text) => parseLine(text) === undefined));
  });
});

describe('the end of a call', () => {
  const plain = { descriptor: undefined, errno: undefined, detail: undefined, isInjected: false, isDelayed: false };
  for (const { rest, ending } of [
    { rest: ' = 0 <0.000009>', ending: { ...plain, value: 0, durationUs: 9 } },
    { rest: '                 = 12 <3.000010>', ending: { ...plain, value: 12, durationUs: 3_000_010 } },
    {
      rest: ' = 4<socket:[1160239]> <0.003534>',
      ending: { ...plain, value: 4, durationUs: 3534, descriptor: { is: 'fd', fd: 4, target: 'socket:[1160239]' } },
    },
    {
      rest: ' = -1 ECONNREFUSED (Connection refused) <0.000040>',
      ending: { ...plain, value: -1, errno: 'ECONNREFUSED', detail: 'Connection refused', durationUs: 40 },
    },
    { rest: ' = 0 (Timeout) <0.100183>', ending: { ...plain, value: 0, detail: 'Timeout', durationUs: 100_183 } },
    {
      rest: ' = 1 ([{fd=3<socket:[7]>, revents=POLLIN}]) <0.000009>',
      ending: { ...plain, value: 1, detail: '[{fd=3<socket:[7]>, revents=POLLIN}]', durationUs: 9 },
    },
    {
      rest: ' = -1 EPIPE (Broken pipe) (INJECTED) <0.000009>',
      ending: { ...plain, value: -1, errno: 'EPIPE', detail: 'Broken pipe', isInjected: true, durationUs: 9 },
    },
    { rest: ' = 5 (DELAYED) <0.800009>', ending: { ...plain, value: 5, isDelayed: true, durationUs: 800_009 } },
    {
      rest: ' = -1 EIO (Input/output error) (INJECTED) (DELAYED) <0.000009>',
      ending: {
        ...plain,
        value: -1,
        errno: 'EIO',
        detail: 'Input/output error',
        isInjected: true,
        isDelayed: true,
        durationUs: 9,
      },
    },
    {
      rest: ' = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.050272>',
      ending: {
        ...plain,
        value: undefined,
        errno: 'ERESTARTSYS',
        detail: 'To be restarted if SA_RESTART is set',
        durationUs: 50_272,
      },
    },
    { rest: ' = ?', ending: { ...plain, value: undefined, durationUs: undefined } },
    { rest: ' = 0x7f3a <0.000001>', ending: { ...plain, value: 0x7f3a, durationUs: 1 } },
    { rest: '', ending: undefined },
    { rest: ' resumed', ending: undefined },
  ]) {
    test(`is read: ${rest === '' ? 'nothing' : rest.trim()}`, () => assert.deepEqual(parseEnding(rest), ending));
  }
});
