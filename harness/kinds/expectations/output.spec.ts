import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { judgeClause, readEntry, refusals, told } from './judge-entry.js';

const printing = (): RecordBuilder =>
  new RecordBuilder()
    .start(0, 'client')
    .line(10, 'client', 'connecting')
    .line(20, 'client', 'reply: ciao')
    .line(30, 'client', 'Traceback', 'stderr')
    .line(40, 'client', 'reply: ciao');
const RECORD = printing().cleanup(50).line(60, 'client', 'terminated').build();

describe('what a program printed', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [{ line: 'reply: ciao' }, RECORD, 'held: 2 such lines, the first: "reply: ciao"'],
    [{ line: 'reply' }, RECORD, 'broken: none of 4 lines; the last: "reply: ciao"'],
    [{ contains: 'reply' }, RECORD, 'held: 2 such lines, the first: "reply: ciao"'],
    [{ matches: '^re.*o$' }, RECORD, 'held: 2 such lines, the first: "reply: ciao"'],
    [{ contains: 'reply', stream: 'stderr' }, RECORD, 'broken: the only line there is "Traceback"'],
    [{ contains: 'reply', count: 2 }, RECORD, 'held: 2 such lines, the first: "reply: ciao"'],
    [{ contains: 'reply', count: 1 }, RECORD, 'broken: 2 such lines, the first: "reply: ciao"'],
    [{ contains: 'reply', count: { 'at-least': 3 } }, RECORD, 'broken: 2 such lines, the first: "reply: ciao"'],
    [{ contains: 'Error', never: true }, RECORD, 'held: none of 4 lines; the last: "reply: ciao"'],
    [{ stream: 'stderr', never: true }, RECORD, 'broken: 1 such line, the first: "Traceback"'],
    [{ line: 'terminated' }, RECORD, 'broken: none of 4 lines; the last: "reply: ciao"'],
    [{ run: 1, stream: 'stderr', contains: 'reply', count: 0 }, RECORD, 'held: the only line there is "Traceback"'],
    [{ run: 2, count: 0 }, RECORD, 'inconclusive: run 2 of client was never started'],
    [{ run: 2, never: true }, RECORD, 'inconclusive: run 2 of client was never started'],
    [{ line: 'x' }, new RecordBuilder().build(), 'inconclusive: client was never started'],
    [{ line: 'x', never: true }, new RecordBuilder().build(), 'inconclusive: client was never started'],
    [{ line: 'reply: ciao' }, printing().cut(), 'held: 2 such lines, the first: "reply: ciao"'],
    [
      { line: 'x', never: true },
      printing().cut(),
      'inconclusive: none of 4 lines; the last: "reply: ciao"; but the run was cut short: it might have come later',
    ],
    [{ contains: 'reply', count: 1 }, printing().cut(), 'broken: 2 such lines, the first: "reply: ciao"'],
    [
      { line: 'x' },
      printing().cut(),
      'inconclusive: none of 4 lines; the last: "reply: ciao"; but the run was cut short: it might have come later',
    ],
  ];
  for (const [more, record, expected] of rows) {
    test(`${JSON.stringify(more)}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ output: { of: 'client', ...more } }, record)), expected);
    });
  }

  const golden: readonly (readonly [object, string])[] = [
    [{ line: 'x' }, 'client prints the line "x"'],
    [{ contains: 'x', count: 2, stream: 'stderr' }, 'client prints exactly 2 lines with "x" on stderr'],
    [{ matches: 'x', never: true }, 'client prints no line matching /x/'],
    [{ never: true }, 'client prints no line'],
  ];
  for (const [more, expected] of golden) {
    test(`expected reads: ${expected}`, () => {
      assert.equal(judgeClause({ output: { of: 'client', ...more } }, RECORD).expected, expected);
    });
  }

  test('a line that is nothing but a port is found, though filling it in has made it a number', () => {
    const record = new RecordBuilder().start(0, 'client').line(10, 'client', '7001').cleanup(20).build();
    const { kind, spec } = readEntry({ output: { of: 'client', line: '${wire.port}' } });
    const bound = JSON.parse(JSON.stringify(spec).replace('"${wire.port}"', '7001')) as unknown;
    assert.deepEqual(kind.judge(record, bound).map(told), ['held: 1 such line, the first: "7001"']);
  });

  test('what stands behind the end of a line that was cut is not known', () => {
    const data = { program: 'client', run: 1, stream: 'stdout', text: 'reply', cut: true } as const;
    const record = new RecordBuilder().start(0, 'client').event(10, 'output.line', data).cleanup(20).build();
    const outcome = (more: object): string => judgeClause({ output: { of: 'client', ...more } }, record).outcome;
    assert.equal(outcome({ contains: 'Error', never: true }), 'inconclusive');
    assert.equal(outcome({ contains: 'Error' }), 'inconclusive');
    assert.equal(outcome({ contains: 'reply', count: 1 }), 'held');
    assert.equal(outcome({ contains: 'reply', never: true }), 'broken');
  });

  test('an entry that names no line, or two, is refused', () => {
    assert.deepEqual(refusals({ output: { of: 'client' } }), ['output: expected line, contains or matches']);
    assert.deepEqual(refusals({ output: { of: 'client', line: 'a', contains: 'a' } }), [
      'output: expected one of line, contains and matches',
    ]);
    assert.deepEqual(refusals({ output: { of: 'client', line: 'a', never: true, count: 2 } }), [
      'output: expected never or count, not both',
    ]);
    assert.match(refusals({ output: { of: 'client', matches: '(' } }).join(), /expected a regular expression/);
  });
});
