import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CallReturned } from '../../record/events/call-events.js';
import { BUDGET_SPENT, MOST_CALL_EVENTS } from './call-budget.js';
import { FIFO } from './observer.js';
import { observe } from './spec-support/recording.js';
import { straceCalls, type StraceOptions } from './strace-calls.js';

const TOOL = { file: 'strace', version: '6.1', hasSeccompBpf: true };
const CALLS: StraceOptions = { tellsCalls: true, tellsSyscalls: false };

/** Seconds of the wall clock at which the recorded run begins (see recording.ts), and a time within it. */
const at = (us: number): string => `1795503138.${String(us).padStart(6, '0')}`;

/** Lines `THREAD MICROSECONDS BODY`; the program that is watched is 42. */
function traced(script: string, options: StraceOptions = CALLS) {
  const { hand, events } = observe(straceCalls(TOOL, options));
  hand(FIFO, textOf(script));
  return { hand, events, calls: () => events('call.returned').map(({ data }) => short(data)) };
}

const textOf = (script: string): string =>
  script
    .trim()
    .split('\n')
    .map((line) =>
      line.trim().replace(/^(\d+) (\d+)/, (_, thread: string, us: string) => `${thread} ${at(Number(us))}`),
    )
    .join('\n')
    .concat('\n');

function short({ name, fd, args, timeoutS, startUs, durationUs, result, sizeBytes, errno }: CallReturned) {
  const optional = { timeoutS, result, sizeBytes, errno };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { name, fd, args, at: startUs, us: durationUs, ...given };
}

const LISTENING = `
  42 1 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<socket:[70]> <0.000010>
  42 20 bind(3<socket:[70]>, {sa_family=AF_INET, sin_port=htons(4000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0 <0.000010>
  42 40 listen(3<socket:[70]>, 5) = 0 <0.000010>`;

const ACCEPTED = `${LISTENING}
  42 60 accept4(3<socket:[70]>, {sa_family=AF_INET, sin_port=htons(5000), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4<socket:[71]> <0.000010>`;

const CONNECTED = `
  42 1 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3<socket:[80]> <0.000010>
  42 20 connect(3<socket:[80]>, {sa_family=AF_INET, sin_port=htons(4000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0 <0.000010>`;

describe('system calls are told as the calls that programs know', () => {
  test('a server: socket, bind, listen, accept', () => {
    const address = { host: '127.0.0.1', port: 4000 };
    assert.deepEqual(traced(ACCEPTED).calls(), [
      {
        name: 'socket',
        fd: 3,
        args: { family: 'AF_INET', type: 'SOCK_STREAM', proto: 0 },
        at: 1,
        us: 10,
        result: { fd: 3 },
      },
      { name: 'bind', fd: 3, args: address, at: 20, us: 10, result: address },
      { name: 'listen', fd: 3, args: { backlog: 5 }, at: 40, us: 10 },
      {
        name: 'accept',
        fd: 3,
        args: {},
        at: 60,
        us: 10,
        timeoutS: null,
        result: { fd: 4, host: '127.0.0.1', port: 5000 },
      },
    ]);
  });

  for (const { line, call } of [
    {
      line: 'read(4<socket:[71]>, "ciao", 1024) = 4',
      call: { name: 'recv', args: { bufsize: 1024 }, timeoutS: null, sizeBytes: 4 },
    },
    {
      line: 'recvfrom(4<socket:[71]>, "", 1024, 0, NULL, NULL) = 0',
      call: { name: 'recv', args: { bufsize: 1024 }, timeoutS: null, sizeBytes: 0 },
    },
    {
      line: 'recvfrom(4<socket:[71]>, 0x7f, 9, MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)',
      call: { name: 'recv', args: { bufsize: 9, flags: 'MSG_DONTWAIT' }, timeoutS: null, errno: 'EAGAIN' },
    },
    {
      line: 'recvmsg(4<socket:[71]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab\\"d>", iov_len=100}], msg_iovlen=1, msg_flags=0}, 0) = 5',
      call: { name: 'recvmsg', args: { bufsize: 100 }, timeoutS: null, sizeBytes: 5 },
    },
    {
      line: 'readv(4<socket:[71]>, [{iov_base="ab", iov_len=2}, {iov_base="c", iov_len=64}], 2) = 3',
      call: { name: 'recv', args: { bufsize: 66 }, timeoutS: null, sizeBytes: 3 },
    },
    {
      line: 'write(4<socket:[71]>, "\\0\\377\\"x"..., 9000000) = 2565000',
      call: { name: 'send', args: { size: 9_000_000 }, timeoutS: null, sizeBytes: 2_565_000 },
    },
    {
      line: 'writev(4<socket:[71]>, [{iov_base="ab", iov_len=2}, ...], 40) = 99',
      call: { name: 'send', args: {}, timeoutS: null, sizeBytes: 99 },
    },
    {
      line: 'sendto(4<socket:[71]>, "hallo", 5, MSG_NOSIGNAL, NULL, 0) = -1 EPIPE (Broken pipe)',
      call: { name: 'send', args: { size: 5, flags: 'MSG_NOSIGNAL' }, timeoutS: null, errno: 'EPIPE' },
    },
    {
      line: 'sendfile(4<socket:[71]>, 9</srv/a.txt>, NULL, 700) = 700',
      call: { name: 'sendfile', args: { size: 700 }, timeoutS: null, sizeBytes: 700 },
    },
    { line: 'shutdown(4<socket:[71]>, SHUT_WR) = 0', call: { name: 'shutdown', args: { how: 'SHUT_WR' } } },
    { line: 'close(4<socket:[71]>) = 0', call: { name: 'close', args: {} } },
    {
      line: 'setsockopt(4<socket:[71]>, SOL_TCP, TCP_NODELAY, [1], 4) = 0',
      call: { name: 'setsockopt', args: { level: 'SOL_TCP', option: 'TCP_NODELAY', value: 1 } },
    },
    {
      line: 'setsockopt(4<socket:[71]>, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=0}, 8) = 0',
      call: { name: 'setsockopt', args: { level: 'SOL_SOCKET', option: 'SO_LINGER', value: 'l_onoff=1 l_linger=0' } },
    },
    {
      line: 'getsockopt(4<socket:[71]>, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0',
      call: {
        name: 'getsockopt',
        args: { level: 'SOL_SOCKET', option: 'SO_ERROR' },
        result: { value: 'ECONNREFUSED' },
      },
    },
  ]) {
    test(line, () => {
      const calls = traced(`${ACCEPTED}\n42 100 ${line} <0.000007>`).calls();
      assert.deepEqual(calls.at(-1), { fd: 4, at: 100, us: 7, ...call });
    });
  }

  test('an IPv6 address is a host, too', () => {
    const { calls } = traced(`
      42 1 socket(AF_INET6, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 4<socket:[9]> <0.000014>
      42 20 connect(4<socket:[9]>, {sa_family=AF_INET6, sin6_port=htons(1), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ECONNREFUSED (Connection refused) <0.000040>`);
    const connect = {
      name: 'connect',
      fd: 4,
      args: { host: '::1', port: 1 },
      at: 20,
      us: 40,
      timeoutS: null,
      errno: 'ECONNREFUSED',
    };
    assert.deepEqual(calls().at(-1), connect);
  });

  test('files, pipes and sockets of other families are nobody’s business', () => {
    const { calls } = traced(`
      42 1 socket(AF_UNIX, SOCK_STREAM, 0) = 3<socket:[5]> <0.000010>
      42 2 write(3<socket:[5]>, "x", 1) = 1 <0.000010>
      42 3 read(0<socket:[4]>, "x", 1) = 1 <0.000010>
      42 4 read(4</etc/hosts>, "127.0.0.1"..., 4096) = 300 <0.000010>
      42 5 poll([{fd=3<socket:[5]>, events=POLLIN}], 1, 100) = 0 (Timeout) <0.100000>
      42 6 epoll_wait(9<anon_inode:[eventpoll]>, [], 8, 100) = 0 <0.100000>
      42 7 close(3<socket:[5]>) = 0 <0.000010>`);
    assert.deepEqual(calls(), []);
  });
});

describe('the timeout in force', () => {
  for (const { before, timeoutS } of [
    { before: '', timeoutS: null },
    { before: 'fcntl(4<socket:[71]>, F_SETFL, O_RDWR|O_NONBLOCK) = 0', timeoutS: 0 },
    { before: 'ioctl(4<socket:[71]>, FIONBIO, [1]) = 0', timeoutS: 0 },
    { before: 'ioctl(4<socket:[71]>, FIONBIO, [1]) = -1 EBADF (Bad file descriptor)', timeoutS: null },
    // 250 ms as struct timeval, little-endian as on the machines that these lines come from.
    {
      before: String.raw`setsockopt(4<socket:[71]>, SOL_SOCKET, SO_RCVTIMEO_OLD, "\0\0\0\0\0\0\0\0\220\320\3\0\0\0\0\0", 16) = 0`,
      timeoutS: 0.25,
    },
    {
      before: 'setsockopt(4<socket:[71]>, SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=2, tv_usec=500000}, 16) = 0',
      timeoutS: 2.5,
    },
    {
      before: 'setsockopt(4<socket:[71]>, SOL_SOCKET, SO_SNDTIMEO_OLD, {tv_sec=2, tv_usec=500000}, 16) = 0',
      timeoutS: null,
    },
    {
      before: 'setsockopt(4<socket:[71]>, SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=0, tv_usec=0}, 16) = 0',
      timeoutS: null,
    },
  ]) {
    test(`of recv after ${before === '' ? 'nothing' : before} is ${timeoutS} s`, () => {
      const script = before === '' ? ACCEPTED : `${ACCEPTED}\n42 80 ${before} <0.000001>`;
      const [recv] = traced(`${script}\n42 100 read(4<socket:[71]>, "x", 9) = 1 <0.000007>`)
        .events('call.returned')
        .slice(-1);
      assert.equal(recv?.data.timeoutS, timeoutS);
    });
  }

  test('of poll, select and epoll_wait is told in milliseconds, too', () => {
    const { calls } = traced(`${CONNECTED}
      42 40 epoll_ctl(9<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 3<socket:[80]>, {events=EPOLLIN, data={u32=3, u64=3}}) = 0 <0.000001>
      42 100 poll([{fd=3<socket:[80]>, events=POLLIN}], 1, 300) = 1 ([{fd=3<socket:[80]>, revents=POLLIN}]) <0.000009>
      42 200 pselect6(4, [3<socket:[80]>], NULL, NULL, {tv_sec=0, tv_nsec=50000000}, NULL) = 0 (Timeout) <0.050108>
      42 300 select(4, [3<socket:[80]>], [3<socket:[80]>], NULL, NULL) = 1 (out [3]) <0.000009>
      42 400 epoll_pwait(9<anon_inode:[eventpoll]>, [{events=EPOLLIN, data={u32=3, u64=3}}], 1024, -1, NULL, 8) = 1 <0.400000>
      42 500 epoll_pwait(9<anon_inode:[eventpoll]>, [], 1024, 170, NULL, 8) = 0 <0.170549>
      42 600 ppoll([{fd=3<socket:[80]>, events=POLLIN|POLLOUT}], 1, {tv_sec=1, tv_nsec=500000}, NULL, 8) = 1 ([{fd=3<socket:[80]>, revents=POLLOUT}], left {tv_sec=1, tv_nsec=1}) <0.000009>`);
    assert.deepEqual(
      calls()
        .slice(2)
        .map((call) => ({ ...call, at: 0, us: 0 })),
      [
        {
          at: 0,
          us: 0,
          name: 'poll',
          fd: 3,
          args: { files: 1, events: 'POLLIN', timeoutMs: 300 },
          timeoutS: 0.3,
          result: { ready: 1, events: 'POLLIN' },
        },
        {
          at: 0,
          us: 0,
          name: 'select',
          fd: 3,
          args: { files: 1, timeoutMs: 50 },
          timeoutS: 0.05,
          result: { ready: 0 },
        },
        {
          at: 0,
          us: 0,
          name: 'select',
          fd: -1,
          args: { files: 2, timeoutMs: null },
          timeoutS: null,
          result: { ready: 1 },
        },
        {
          at: 0,
          us: 0,
          name: 'epoll_wait',
          fd: -1,
          args: { timeoutMs: null },
          timeoutS: null,
          result: { ready: 1, events: 'EPOLLIN' },
        },
        { at: 0, us: 0, name: 'epoll_wait', fd: -1, args: { timeoutMs: 170 }, timeoutS: 0.17, result: { ready: 0 } },
        {
          at: 0,
          us: 0,
          name: 'poll',
          fd: 3,
          args: { files: 1, events: 'POLLIN|POLLOUT', timeoutMs: 1000.5 },
          timeoutS: 1.0005,
          result: { ready: 1, events: 'POLLOUT' },
        },
      ],
    );
  });

  test('a look that waits for nothing and finds nothing is not told', () => {
    const { calls } = traced(`${CONNECTED}
      42 100 poll([{fd=3<socket:[80]>, events=POLLIN}], 1, 0) = 0 (Timeout) <0.000009>
      42 200 poll([{fd=3<socket:[80]>, events=POLLOUT}], 1, 0) = 1 ([{fd=3<socket:[80]>, revents=POLLOUT}]) <0.000009>`);
    assert.deepEqual(
      calls()
        .slice(2)
        .map(({ at: started }) => started),
      [200],
    );
  });
});

describe('a call that waits', () => {
  test('is entered while it does, before its line is whole', () => {
    const { hand, events } = traced(LISTENING);
    hand(FIFO, `42 ${at(100)} accept4(3<socket:[70]>, `);
    const [entered] = events('call.entered');
    assert.deepEqual(
      [entered?.atUs, entered?.data.name, entered?.data.fd, entered?.observer],
      [100, 'accept', 3, 'strace'],
    );
    assert.equal(entered?.uncertaintyUs, 3);
    hand(FIFO, 'NULL, NULL, 0) = 4<socket:[71]> <0.500000>\n');
    const returned = events('call.returned').at(-1);
    assert.deepEqual([returned?.data.call, returned?.data.startUs, returned?.atUs], [entered?.data.call, 100, 500_100]);
    assert.equal(events('call.entered').length, 1);
  });

  test('is entered when another thread interrupts its line, and joined with its end', () => {
    const { events, calls } = traced(`${ACCEPTED}
      42 80 clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_SETTLS, exit_signal=0}, 88) = 43 <0.000100>
      43 100 recvfrom(4<socket:[71]>,  <unfinished ...>
      42 200 close(3<socket:[70]>) = 0 <0.000010>
      43 900 <... recvfrom resumed>"ciao", 100, 0, NULL, NULL) = 4 <0.000800>
      43 1000 +++ exited with 0 +++`);
    assert.deepEqual(calls().slice(-2), [
      { name: 'close', fd: 3, args: {}, at: 200, us: 10 },
      { name: 'recv', fd: 4, args: { bufsize: 100 }, at: 100, us: 800, timeoutS: null, sizeBytes: 4 },
    ]);
    const [entered] = events('call.entered');
    assert.deepEqual([entered?.data.pid, entered?.data.thread, entered?.atUs], [42, 43, 100]);
  });

  test('is entered only if it may wait', () => {
    const { hand, events } = traced(`${ACCEPTED}\n42 80 ioctl(4<socket:[71]>, FIONBIO, [1]) = 0 <0.000001>`);
    hand(FIFO, `42 ${at(100)} read(4<socket:[71]>, `);
    assert.deepEqual(events('call.entered'), []);
  });

  test('never returns when its process ends', () => {
    const { hand, events } = traced(`${LISTENING}
      42 100 accept(3<socket:[70]>,  <unfinished ...>
      43 200 close(9<pipe:[1]>) = 0 <0.000010>
      42 300 <... accept resumed> <unfinished ...>) = ?
      42 400 +++ killed by SIGTERM +++`);
    hand(FIFO, undefined);
    assert.equal(events('call.entered').length, 1);
    assert.ok(!events('call.returned').some(({ data }) => data.name === 'accept'));
    assert.deepEqual(events('trace.lost'), []);
  });
});

describe('a call that a signal interrupts', () => {
  const AGAIN = '= ? ERESTARTSYS (To be restarted if SA_RESTART is set)';
  const SIGNAL = '--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=1, si_uid=0} ---';

  test('is one call if the kernel makes it again', () => {
    const { calls, events } = traced(`${LISTENING}
      42 100 accept(3<socket:[70]>, NULL, NULL) ${AGAIN} <0.050000>
      42 50150 ${SIGNAL}
      42 50200 write(5<pipe:[4]>, "!", 1) = 1 <0.000010>
      42 50300 accept(3<socket:[70]>, NULL, NULL) ${AGAIN} <0.050000>
      42 100400 --- SIGSTOP {si_signo=SIGSTOP, si_code=SI_USER, si_pid=1, si_uid=0} ---
      42 100410 --- stopped by SIGSTOP ---
      42 200000 --- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=1, si_uid=0} ---
      42 200100 accept(3<socket:[70]>, NULL, NULL) = 4<socket:[71]> <0.000900>`);
    assert.deepEqual(calls().slice(3), [
      { name: 'accept', fd: 3, args: {}, at: 100, us: 200_900, timeoutS: null, result: { fd: 4 } },
    ]);
    const stops = [...events('process.stopped'), ...events('process.continued')];
    assert.deepEqual(
      stops.map(({ atUs, kind }) => [atUs, kind]),
      [
        [100_410, 'process.stopped'],
        [200_000, 'process.continued'],
      ],
    );
  });

  test('is one call if the kernel restarts its wait', () => {
    const { calls } = traced(`${CONNECTED}
      42 100 poll([{fd=3<socket:[80]>, events=POLLIN}], 1, 400) = ? ERESTART_RESTARTBLOCK (Interrupted by signal) <0.050000>
      42 50200 restart_syscall(<... resuming interrupted poll ...> <unfinished ...>
      43 60000 close(9<pipe:[1]>) = 0 <0.000010>
      42 400200 <... restart_syscall resumed>) = 0 (Timeout) <0.350000>`);
    const args = { files: 1, events: 'POLLIN', timeoutMs: 400 };
    assert.deepEqual(calls().slice(2), [
      { name: 'poll', fd: 3, args, at: 100, us: 400_100, timeoutS: 0.4, result: { ready: 0 } },
    ]);
  });

  test('is seen to go on by whichever thread takes SIGCONT', () => {
    const { events } = traced(`${LISTENING}
      42 80 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0}, 88) = 43 <0.000100>
      42 100 --- stopped by SIGSTOP ---
      43 105 --- stopped by SIGSTOP ---
      43 200 --- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=1, si_uid=0} ---`);
    const changes = [...events('process.stopped'), ...events('process.continued')];
    assert.deepEqual(
      changes.map(({ atUs }) => atUs),
      [100, 200],
    );
  });

  test('came back with EINTR if the program does something else with a socket', () => {
    const { events } = traced(`${LISTENING}
      42 100 accept(3<socket:[70]>, NULL, NULL) ${AGAIN} <0.050000>
      42 50200 ${SIGNAL}
      42 50300 close(3<socket:[70]>) = 0 <0.000010>`);
    assert.deepEqual(
      events('call.returned')
        .slice(3)
        .map(({ data: { name, durationUs, errno } }) => [name, durationUs, errno]),
      [
        ['accept', 50_000, 'EINTR'],
        ['close', 10, undefined],
      ],
    );
  });
});

describe('processes and threads', () => {
  test('a child uses the sockets of its parent, whoever is seen first', () => {
    const { events } = traced(`${ACCEPTED}
      42 80 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f <unfinished ...>
      51 90 read(4<socket:[71]>, "x", 9) = 1 <0.000010>
      42 95 <... clone resumed>) = 51 <0.000015>
      42 98 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD, parent_tid=[52]) = 52 <0.000001>
      52 99 read(4<socket:[71]>, "x", 9) = 1 <0.000010>`);
    assert.deepEqual(
      events('trace.started').map(({ data }) => data.pid),
      [42, 51],
    );
    assert.deepEqual(
      events('call.returned')
        .slice(-2)
        .map(({ data }) => [data.pid, data.thread]),
      [
        [51, 51],
        [42, 52],
      ],
    );
    assert.equal(events('trace.started')[0]?.data.tracer, 'strace 6.1');
  });

  test('a child waits with the epoll instance of its parent', () => {
    const { events } = traced(`${CONNECTED}
      42 40 epoll_ctl(9<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 3<socket:[80]>, {events=EPOLLIN, data={u32=3, u64=3}}) = 0 <0.000001>
      42 50 fork() = 51 <0.000001>
      51 60 epoll_wait(9<anon_inode:[eventpoll]>, [{events=EPOLLIN, data={u32=3, u64=3}}], 8, -1) = 1 <0.000001>`);
    const last = events('call.returned').at(-1)?.data;
    assert.deepEqual([last?.pid, last?.name], [51, 'epoll_wait']);
  });
});

describe('where system calls are counted', () => {
  test('each has its name and number, and calls are told by somebody else', () => {
    const options = { tellsCalls: false, tellsSyscalls: true };
    const { events } = traced(
      `${CONNECTED}
      42 40 read(5</etc/hosts>, "x", 9) = 9 <0.000001>
      42 50 read(3<socket:[80]>, "x", 9) = 1 <0.000001>
      42 60 read(3<socket:[80]>, 0x7f, 9) = -1 ECONNRESET (Connection reset by peer) (INJECTED) <0.000001>`,
      options,
    );
    assert.deepEqual(
      events('syscall.returned').map(({ data }) => [data.syscall, data.nth, data.name, data.injected ?? false]),
      [
        ['socket', 1, 'socket', false],
        ['connect', 1, 'connect', false],
        ['read', 2, 'recv', false],
        ['read', 3, 'recv', true],
      ],
    );
    assert.deepEqual([...events('call.returned'), ...events('trace.started')], []);
  });

  test('strace is told which one is to fail', () => {
    const failure = { syscall: 'recvfrom', errno: 'ECONNRESET', nth: 3 };
    const words = straceCalls(TOOL, { tellsCalls: true, tellsSyscalls: true, failure }).equip({}).wrap?.('/fifo') ?? [];
    assert.deepEqual(words.slice(-2), ['-einject=recvfrom:error=ECONNRESET:when=3', '--']);
    assert.ok(words.includes('--seccomp-bpf') && words.includes('-o/fifo'));
  });
});

describe('a trace is lost', () => {
  const lostBy = (script: string, isOver = true): readonly string[] => {
    const { hand, events } = traced(script);
    if (isOver) hand(FIFO, undefined);
    return events('trace.lost').map(({ data }) => data.reason);
  };

  test('when strace ends before the program', () =>
    assert.deepEqual(lostBy(CONNECTED), ['strace ended before the program did']));
  test('not when the program ended first', () =>
    assert.deepEqual(lostBy(`${CONNECTED}\n42 90 +++ exited with 0 +++`), []));
  test('not when there was none', () => {
    const { hand, events } = observe(straceCalls(TOOL, CALLS));
    hand(FIFO, undefined);
    assert.deepEqual(events('trace.lost'), []);
  });
  test('when it holds what strace does not write', () => {
    assert.deepEqual(lostBy('something else', false), ['not a line of strace: "something else"']);
  });
});

test('after the budget is spent, only what is no call is looked at', () => {
  const { hand, events } = traced(CONNECTED);
  const spinning = `42 ${at(100)} read(3<socket:[80]>, "x", 1) = 1 <0.000001>\n`.repeat(1000);
  for (let i = 0; i < MOST_CALL_EVENTS / 1000; i += 1) hand(FIFO, spinning);
  hand(FIFO, `42 ${at(200)} not a line of strace\n42 ${at(300)} --- stopped by SIGSTOP ---\n`);
  hand(FIFO, `42 ${at(400)} +++ exited with 0 +++\n`);
  hand(FIFO, undefined);
  assert.deepEqual(
    events('trace.lost').map(({ data }) => data.reason),
    [BUDGET_SPENT],
  );
  assert.equal(events('call.returned').length, MOST_CALL_EVENTS);
  assert.equal(events('process.stopped').length, 1);
});

test('the same is told however the bytes come', () => {
  const script = textOf(`${ACCEPTED}
    42 80 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0}, 88) = 43 <0.000100>
    43 100 recvfrom(4<socket:[71]>,  <unfinished ...>
    42 200 accept4(3<socket:[70]>, NULL, NULL, 0) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.000100>
    43 900 <... recvfrom resumed>"c)\\"o", 100, 0, NULL, NULL) = 4 <0.000800>
    42 950 accept4(3<socket:[70]>, NULL, NULL, 0) = -1 EMFILE (Too many open files) <0.000010>
    42 990 +++ exited with 0 +++`);
  const whole = traced('').events;
  const once = observe(straceCalls(TOOL, CALLS));
  once.hand(FIFO, script);
  const expected = once.events('call.returned').map(({ data }) => data);
  assert.equal(whole('call.returned').length, 0);
  fc.assert(
    fc.property(fc.array(fc.nat(script.length), { maxLength: 40 }), (cuts) => {
      const { hand, events } = observe(straceCalls(TOOL, CALLS));
      const places = [0, ...cuts.toSorted((a, b) => a - b), script.length];
      for (const [index, end] of places.slice(1).entries()) hand(FIFO, script.slice(places[index], end));
      assert.deepEqual(
        events('call.returned').map(({ data }) => data),
        expected,
      );
      assert.deepEqual(events('trace.lost'), []);
    }),
  );
});
