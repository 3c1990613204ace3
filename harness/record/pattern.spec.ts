import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { describeMatcher, describeWith, fieldOf, matchesPattern, matchesValue, type Matcher } from './pattern.js';
import { RecordBuilder } from './record-builder.js';

describe('matchers', () => {
  const rows: readonly (readonly [Matcher, unknown, boolean, string])[] = [
    [{ is: 4 }, 4, true, 'is 4'],
    [{ is: 4 }, '4', false, 'is 4'],
    [{ is: null }, null, true, 'is null'],
    [{ is: null }, undefined, false, 'is null'],
    [{ oneOf: ['fin', 'rst'] }, 'rst', true, 'is one of fin, rst'],
    [{ oneOf: ['fin', 'rst'] }, 'open', false, 'is one of fin, rst'],
    [{ atLeast: 5 }, 5, true, 'is at least 5'],
    [{ atLeast: 5 }, 4.9, false, 'is at least 5'],
    [{ atLeast: 5 }, '9', false, 'is at least 5'],
    [{ atMost: 5 }, 5, true, 'is at most 5'],
    [{ atMost: 5 }, 6, false, 'is at most 5'],
    [{ contains: 'ab' }, 'xaby', true, 'contains "ab"'],
    [{ contains: 'ab' }, 7, false, 'contains "ab"'],
    [{ matches: '^a.c$' }, 'abc', true, 'matches /^a.c$/'],
    [{ matches: '^a.c$' }, 'abcd', false, 'matches /^a.c$/'],
    [{ allOf: [{ atLeast: 1 }, { atMost: 3 }] }, 2, true, 'is at least 1 and is at most 3'],
    [{ allOf: [{ atLeast: 1 }, { atMost: 3 }] }, 4, false, 'is at least 1 and is at most 3'],
    [{ allOf: [] }, undefined, false, ''],
    [{ not: { is: 0 } }, 1, true, 'is not 0'],
    [{ not: { is: 0 } }, 0, false, 'is not 0'],
    [{ not: { contains: 'x' } }, 'y', true, 'does not contain "x"'],
    [{ not: { matches: 'x' } }, 'x', false, 'does not match /x/'],
  ];
  for (const [matcher, value, expected, text] of rows) {
    test(`${JSON.stringify(value) ?? 'a missing value'} ${expected ? 'satisfies' : 'does not satisfy'} "${text}"`, () => {
      assert.equal(matchesValue(value, matcher), expected);
      assert.equal(describeMatcher(matcher), text);
    });
  }

  test('a missing value satisfies no matcher', () => {
    for (const [matcher] of rows) assert.equal(matchesValue(undefined, matcher), false);
  });
});

describe('patterns over events', () => {
  const [event] = new RecordBuilder()
    .event(0, 'call.returned', {
      program: 'client',
      run: 1,
      pid: 1,
      call: 1,
      thread: 1,
      name: 'accept',
      fd: 3,
      args: {},
      startUs: 0,
      durationUs: 1,
      outcome: 'ok',
      result: { fd: 4 },
    })
    .build().events;
  assert.ok(event !== undefined);

  test('reach into the data by path', () => {
    assert.ok(
      matchesPattern(event, { kind: 'call.returned', where: { program: { is: 'client' }, 'result.fd': { is: 4 } } }),
    );
    assert.ok(!matchesPattern(event, { kind: 'call.returned', where: { 'result.fd': { is: 5 } } }));
    assert.ok(!matchesPattern(event, { kind: 'call.entered', where: {} }));
  });

  test('a path that leads nowhere is no error and no match', () => {
    for (const path of ['result.fd.x', 'nothing', 'args.x.y', '']) {
      assert.equal(fieldOf(event.data, path), undefined);
      assert.ok(!matchesPattern(event, { kind: 'call.returned', where: { [path]: { not: { is: 0 } } } }));
    }
  });

  test('each further condition can only lose matches', () => {
    const matcher = fc.oneof(
      fc.record({ is: fc.constantFrom('client', 4, 'accept') }),
      fc.record({ atLeast: fc.nat(5) }),
    );
    const where = fc.dictionary(fc.constantFrom('program', 'name', 'fd', 'result.fd', 'absent'), matcher);
    fc.assert(
      fc.property(where, where, (some, more) => {
        const both = { kind: 'call.returned', where: { ...more, ...some } } as const;
        if (matchesPattern(event, both)) assert.ok(matchesPattern(event, { kind: 'call.returned', where: some }));
      }),
    );
  });

  test('read as text after "with"', () => {
    assert.equal(describeWith('bufsize', { is: 16 }), 'bufsize 16');
    assert.equal(describeWith('fd', { not: { is: 3 } }), 'fd not 3');
    assert.equal(describeWith('size', { allOf: [{ atLeast: 1 }, { atMost: 2 }] }), 'size at least 1 and at most 2');
    assert.equal(describeWith('host', { contains: '127' }), 'host that contains "127"');
  });
});
