import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseLine } from './line.js';
import { Threads } from './threads.js';

/** Lines `THREAD BODY`, read by 42 and whoever else writes one; `births` are thread, process, and whether that is new. */
function seen(script: string) {
  const births: [number, number, boolean][] = [];
  const threads = new Threads(({ id, pid }, { isProcess }) => void births.push([id, pid, isProcess]));
  for (const [index, text] of script.trim().split('\n').entries()) {
    const at = `1.${String(index).padStart(6, '0')}`;
    const line = parseLine(text.trim().replace(/^\d+/, (id) => `${id} ${at}`));
    assert.ok(line !== undefined, text);
    const thread = threads.of(line.thread, line.wallUs);
    if (line.what === 'ended') threads.end(thread.id);
    if (line.what === 'superseded') threads.supersede(thread.id, line.by);
    if (line.what === 'call' || line.what === 'begun') thread.calls.begin(line, () => false);
    const ended = line.what === 'call' || line.what === 'resumed' ? thread.calls.finish(line) : undefined;
    if (ended !== undefined && 'call' in ended) threads.learn(thread, ended);
  }
  return { births, threads };
}

describe('who is seen for the first time', () => {
  for (const { what, script, births } of [
    { what: 'the program itself', script: '42 close(3) = 0', births: [[42, 42, true]] },
    {
      what: 'a child, by the call that made it',
      script: `
        42 fork() = 51
        51 close(3) = 0`,
      births: [
        [42, 42, true],
        [51, 51, true],
      ],
    },
    {
      what: 'a thread, by the call that made it',
      script: `
        42 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD, parent_tid=[52]) = 52
        42 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0} => {parent_tid=[53]}, 88) = 53`,
      births: [
        [42, 42, true],
        [52, 42, false],
        [53, 42, false],
      ],
    },
    {
      what: 'a child that does something before the call that makes it is back',
      script: `
        42 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f <unfinished ...>
        51 close(3) = 0
        42 <... clone resumed>) = 51`,
      births: [
        [42, 42, true],
        [51, 51, true],
      ],
    },
    {
      what: 'a thread that does something before the call that makes it is back',
      script: `
        42 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0}, 88 <unfinished ...>
        52 close(3) = 0
        42 <... clone3 resumed> => {parent_tid=[52]}, 88) = 52`,
      births: [
        [42, 42, true],
        [52, 42, false],
      ],
    },
    {
      what: 'a child that is over before the call that makes it is back, once',
      script: `
        42 vfork( <unfinished ...>
        51 close(3) = 0
        51 +++ exited with 0 +++
        42 <... vfork resumed>) = 51
        42 fork() = 52`,
      births: [
        [42, 42, true],
        [51, 51, true],
        [52, 52, true],
      ],
    },
    {
      what: 'nobody by a call that failed, or made something else',
      script: `
        42 fork() = -1 EAGAIN (Resource temporarily unavailable)
        42 socket(AF_INET, SOCK_STREAM, 0) = 3<socket:[7]>`,
      births: [[42, 42, true]],
    },
  ]) {
    test(`is ${what}`, () => assert.deepEqual(seen(script).births, births));
  }
});

test('there is nobody left when all have ended', () => {
  const { threads } = seen(`
    42 fork() = 51
    42 +++ exited with 0 +++`);
  assert.equal(threads.isEmpty, false);
  threads.end(51);
  assert.equal(threads.isEmpty, true);
});

test('the parent of a process is known, by whoever is seen first', () => {
  const parents: (number | undefined)[] = [];
  const threads = new Threads((_, { parent }) => void parents.push(parent));
  const line = parseLine('42 1.000001 vfork( <unfinished ...>');
  assert.ok(line?.what === 'begun');
  threads.of(42, 1).calls.begin(line, () => false);
  threads.of(51, 2);
  assert.deepEqual(parents, [undefined, 42]);
});

test('a thread that calls execve goes on under the number of the first one, which is over', () => {
  const { threads, births } = seen(`
    42 close(3) = 0
    42 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD, parent_tid=[52]) = 52
    42 accept(3<socket:[7]>, <unfinished ...>
    52 execve("/bin/sh", ["sh"], 0x7fff /* 35 vars */ <pid changed to 42 ...>
    42 +++ superseded by execve in pid 52 +++`);
  assert.equal(threads.of(42, 9).calls.current?.syscall, 'execve');
  assert.equal(births.length, 2);
  threads.end(42);
  assert.equal(threads.isEmpty, true);
});
