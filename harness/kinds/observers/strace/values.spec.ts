import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readArguments, type StraceValue } from './values.js';

const word = (text: string): StraceValue => ({ is: 'word', text });
const fd = (number: number, target: string): StraceValue => ({ is: 'fd', fd: number, target });
const string = (text: string, isCut = false): StraceValue => ({ is: 'string', text, isCut });
const list = (items: readonly StraceValue[], fields: Record<string, StraceValue> = {}, isCut = false): StraceValue => ({
  is: 'list',
  items,
  fields: new Map(Object.entries(fields)),
  isCut,
});
const call = (name: string, ...args: readonly StraceValue[]): StraceValue => ({ is: 'function', name, args });

describe('an argument list of strace', () => {
  for (const { what, text, values, rest = '' } of [
    {
      what: 'words and flags',
      text: 'AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0)',
      values: [word('AF_INET'), word('SOCK_STREAM|SOCK_CLOEXEC'), word('0')],
    },
    {
      what: 'a descriptor with what it is',
      text: '3<socket:[1019330]>, NULL)',
      values: [fd(3, 'socket:[1019330]'), word('NULL')],
    },
    {
      what: 'a path that ends like an arrow',
      text: '4</etc/passwd->, 5)',
      values: [fd(4, '/etc/passwd-'), word('5')],
    },
    {
      what: 'a file that was deleted',
      text: '3</tmp/#9994460>(deleted), "x", 1) = 1',
      values: [fd(3, '/tmp/#9994460'), string('x'), word('1')],
      rest: ' = 1',
    },
    {
      what: 'a path with parentheses and commas',
      text: '3</srv/a) = 1, (b>, 7) = 0',
      values: [fd(3, '/srv/a) = 1, (b'), word('7')],
      rest: ' = 0',
    },
    {
      what: 'a string that looks like an end',
      text: String.raw`5, "a) = -1 \"x\"\n", 3) = 3`,
      values: [word('5'), string('a) = -1 "x"\n'), word('3')],
      rest: ' = 3',
    },
    {
      what: 'binary data',
      text: String.raw`"\177ELF\0\377\x41\t"..., 832)`,
      values: [string('\x7fELF\0\xffA\t', true), word('832')],
    },
    { what: 'an octal escape before a digit', text: String.raw`"\0001")`, values: [string('\0' + '1')] },
    {
      what: 'an IPv4 address',
      text: '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16)',
      values: [
        list([], {
          sa_family: word('AF_INET'),
          sin_port: call('htons', word('80')),
          sin_addr: call('inet_addr', string('127.0.0.1')),
        }),
        word('16'),
      ],
    },
    {
      what: 'an IPv6 address, one part of which has no name',
      text: '{sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0})',
      values: [
        list([call('inet_pton', word('AF_INET6'), string('::1'), word('&sin6_addr'))], {
          sa_family: word('AF_INET6'),
          sin6_port: call('htons', word('1')),
          sin6_scope_id: word('0'),
        }),
      ],
    },
    {
      what: 'an array that is cut',
      text: '[{fd=3<socket:[7]>, events=POLLIN}, ...], 900, -1)',
      values: [
        list([list([], { fd: fd(3, 'socket:[7]'), events: word('POLLIN') })], {}, true),
        word('900'),
        word('-1'),
      ],
    },
    {
      what: 'what it was before the call, not after',
      text: '[128 => 16], {a=1} => {a=2}, 3)',
      values: [list([word('128')]), list([], { a: word('1') }), word('3')],
    },
    { what: 'comments', text: '0x7ffd /* 35 vars */, 1)', values: [word('0x7ffd'), word('1')] },
    { what: 'a set of signals', text: '~[RTMIN RT_1], 8)', values: [list([word('RTMIN'), word('RT_1')]), word('8')] },
    { what: 'no argument at all', text: ')', values: [] },
  ]) {
    test(`is read: ${what}`, () => {
      const read = readArguments(text);
      assert.deepEqual(read.values, values);
      assert.equal(read.rest, rest);
    });
  }

  test('has named members', () => {
    const { named } = readArguments('child_stack=NULL, flags=CLONE_VM|CLONE_THREAD, child_tidptr=0x7f) = 7');
    assert.deepEqual(named.get('flags'), word('CLONE_VM|CLONE_THREAD'));
  });

  test('that is not whole gives what is there', () => {
    assert.deepEqual(readArguments('4<socket:[7]>, ').values, [fd(4, 'socket:[7]')]);
    assert.deepEqual(readArguments('4<socket:[').values, []);
    assert.deepEqual(readArguments('4, "abc').values, [word('4'), string('abc', true)]);
    assert.equal(readArguments('4, [1, 2').rest, undefined);
  });

  test('never hangs or throws, whatever the text', () => {
    const alphabet = fc.constantFrom(
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      '<',
      '>',
      '"',
      '\\',
      ',',
      '=',
      '|',
      ' ',
      '-',
      'a',
      '1',
      '...',
      '=>',
      '/*',
      '*/',
    );
    const texts = fc.array(alphabet, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(texts, (text) => readArguments(text).values.length <= text.length));
    assert.doesNotThrow(() => readArguments('['.repeat(100_000)));
  });
});
