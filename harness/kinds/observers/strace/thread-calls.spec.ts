import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseBegun, parseLine, type LineWithText } from './line.js';
import { ThreadCalls, type EndedCall } from './thread-calls.js';

const HEAD = (us: number): string => `42 1.${String(us).padStart(6, '0')} `;
const AGAIN = '= ? ERESTARTSYS (To be restarted if SA_RESTART is set)';

/** One thread, to which accept matters and nothing else. Lines `MICROSECONDS BODY`. */
class OneThread {
  readonly #calls: ThreadCalls;
  readonly ended: (Pick<EndedCall, 'syscall'> & { nth: number; at: number; us: number; errno?: string })[] = [];
  readonly unreadable: string[] = [];

  constructor() {
    let number = 0;
    this.#calls = new ThreadCalls(() => (number += 1));
  }

  read(...lines: readonly string[]): this {
    for (const text of lines) {
      const line = parseLine(text.replace(/^(\d+) /, (_, us: string) => HEAD(Number(us))));
      assert.ok(line !== undefined && 'text' in line, text);
      if (line.what !== 'resumed') this.#tell(this.#begin(line));
      if (line.what === 'begun') continue;
      const finished = this.#calls.finish(line);
      if (finished !== undefined && 'unreadable' in finished) this.unreadable.push(finished.unreadable);
      else this.#tell(finished);
    }
    return this;
  }

  /** As much of a line as has come. */
  peek(text: string): this {
    const line = parseBegun(text.replace(/^(\d+) /, (_, us: string) => HEAD(Number(us))));
    assert.ok(line !== undefined);
    if (!this.#calls.isCurrent(line)) this.#tell(this.#begin(line));
    return this;
  }

  get current(): string | undefined {
    return this.#calls.current?.text;
  }

  #begin(line: LineWithText): EndedCall | undefined {
    return this.#calls.begin(line, ({ syscall }) => syscall === 'accept');
  }

  #tell(ended: EndedCall | undefined): void {
    if (ended === undefined) return;
    const { syscall, call, endUs, ending } = ended;
    const times = { at: call.startUs - 1_000_000, us: endUs - call.startUs };
    this.ended.push({
      syscall,
      nth: call.nth,
      ...times,
      ...(ending.errno === undefined ? {} : { errno: ending.errno }),
    });
  }
}

describe('a call', () => {
  test('in one line takes as long as that says', () => {
    const { ended } = new OneThread().read('10 accept(3<socket:[7]>, NULL, NULL) = 4<socket:[8]> <0.000009>');
    assert.deepEqual(ended, [{ syscall: 'accept', nth: 1, at: 10, us: 9 }]);
  });

  test('in two lines ends when the second one was written', () => {
    const thread = new OneThread().read('10 accept(3<socket:[7]>,  <unfinished ...>');
    assert.equal(thread.current, '3<socket:[7]>, ');
    thread.read('500 <... accept resumed>NULL, NULL) = 4<socket:[8]> <0.000480>');
    assert.deepEqual(thread.ended, [{ syscall: 'accept', nth: 1, at: 10, us: 490 }]);
    assert.equal(thread.current, undefined);
  });

  test('whose line was read in part is the same one when it is whole', () => {
    const thread = new OneThread().peek('10 accept(3<socket:[7]>, ').peek('10 accept(3<socket:[7]>, NULL');
    thread.read('10 accept(3<socket:[7]>, NULL, NULL) = 4<socket:[8]> <0.000009>');
    assert.deepEqual(thread.ended, [{ syscall: 'accept', nth: 1, at: 10, us: 9 }]);
  });

  test('is counted among those of its name', () => {
    const { ended } = new OneThread().read(
      '10 accept(3<socket:[7]>, NULL, NULL) = 4<socket:[8]> <0.000001>',
      '20 close(4<socket:[8]>) = 0 <0.000001>',
      '30 accept(3<socket:[7]>, NULL, NULL) = -1 EMFILE (Too many open files) <0.000001>',
    );
    assert.deepEqual(ended, [
      { syscall: 'accept', nth: 1, at: 10, us: 1 },
      { syscall: 'close', nth: 1, at: 20, us: 1 },
      { syscall: 'accept', nth: 2, at: 30, us: 1, errno: 'EMFILE' },
    ]);
  });

  test('that began before the trace, or never comes back, is none', () => {
    const { ended } = new OneThread().read(
      '5 <... read resumed>"x", 1) = 1 <0.000001>',
      '10 accept(3<socket:[7]>,  <unfinished ...>',
      '90 <... accept resumed> <unfinished ...>) = ?',
    );
    assert.deepEqual(ended, []);
  });

  test('that is no call of strace is told as it is', () => {
    const { unreadable, ended } = new OneThread().read('10 accept(3<socket:[7]>, NULL', '20 close(4) = 0 <0.000001>');
    assert.deepEqual(unreadable, ['3<socket:[7]>, NULL']);
    assert.equal(ended.length, 1);
  });
});

describe('a call that a signal interrupted', () => {
  test('is one with the one that the kernel makes again, whatever the handler did', () => {
    const { ended } = new OneThread().read(
      `10 accept(3<socket:[7]>, NULL, NULL) ${AGAIN} <0.000050>`,
      '70 write(5<pipe:[4]>, "!", 1) = 1 <0.000001>',
      `80 accept(3<socket:[7]>, NULL, NULL) ${AGAIN} <0.000020>`,
      '200 accept(3<socket:[7]>, NULL, NULL) = 4<socket:[8]> <0.000100>',
    );
    assert.deepEqual(
      ended.filter(({ syscall }) => syscall === 'accept'),
      [{ syscall: 'accept', nth: 1, at: 10, us: 290 }],
    );
  });

  test('failed with EINTR as soon as its handler says so, also if the program makes it again by itself', () => {
    const thread = new OneThread().read(
      `10 accept(3<socket:[7]>, NULL, NULL) ${AGAIN} <0.000050>`,
      '70 rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted system call) <0.000001>',
    );
    const failed = { syscall: 'accept', nth: 1, at: 10, us: 50, errno: 'EINTR' };
    assert.deepEqual(thread.ended, [failed]);
    thread.read('90 accept(3<socket:[7]>, NULL, NULL) = 4<socket:[8]> <0.000010>');
    assert.deepEqual(thread.ended, [failed, { syscall: 'accept', nth: 2, at: 90, us: 10 }]);
  });

  test('goes on when its handler says so', () => {
    const { ended } = new OneThread().read(
      `10 accept(3<socket:[7]>, NULL, NULL) ${AGAIN} <0.000050>`,
      '70 rt_sigreturn({mask=[]}) = 43 <0.000001>',
      '80 accept(3<socket:[7]>, NULL, NULL) = 4<socket:[8]> <0.000010>',
    );
    assert.deepEqual(ended.at(-1), { syscall: 'accept', nth: 1, at: 10, us: 80 });
  });

  test('is one with the restart of its wait, under its own name', () => {
    const { ended } = new OneThread().read(
      '10 poll([{fd=3<socket:[7]>, events=POLLIN}], 1, 400) = ? ERESTART_RESTARTBLOCK (Interrupted by signal) <0.000050>',
      '70 restart_syscall(<... resuming interrupted poll ...> <unfinished ...>',
      '400 <... restart_syscall resumed>) = 0 (Timeout) <0.000330>',
    );
    assert.deepEqual(ended, [{ syscall: 'poll', nth: 1, at: 10, us: 390 }]);
  });

  test('failed with EINTR if the program goes on with something else that matters', () => {
    const { ended } = new OneThread().read(
      `10 accept(3<socket:[7]>, NULL, NULL) ${AGAIN} <0.000050>`,
      '70 close(5<pipe:[4]>) = 0 <0.000001>',
      '90 accept(9<socket:[9]>, NULL, NULL) = 4<socket:[8]> <0.000010>',
    );
    assert.deepEqual(
      ended.filter(({ syscall }) => syscall === 'accept'),
      [
        { syscall: 'accept', nth: 1, at: 10, us: 50, errno: 'EINTR' },
        { syscall: 'accept', nth: 2, at: 90, us: 10 },
      ],
    );
  });
});
