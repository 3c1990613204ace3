import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { endLine, eventLine, headerLine, parseRecord, RecordFormatError } from './json-lines.js';
import { RecordBuilder } from './record-builder.js';
import type { RunRecord } from './run-record.js';

const RECORD = new RecordBuilder({ server: { host: '127.0.0.1', port: 4000 } })
  .start(0, 'client')
  .line(10, 'client', 'a line with "quotes", a \n break, and ✓')
  .raise('client', 'recv', 'TimeoutError', { atUs: 100, durationUs: 500_000, timeoutS: 0.5 })
  .exit(600_000, 'client', 1)
  .build();

const textOf = ({ header, events, end }: RunRecord): string =>
  headerLine(header) + events.map(eventLine).join('') + (end === undefined ? '' : endLine(end));

describe('the record as text', () => {
  test('is read back as it was written', () => assert.deepEqual(parseRecord(textOf(RECORD)), RECORD));

  test('without an end it is a cut record', () => {
    const { header, events } = RECORD;
    assert.deepEqual(parseRecord(textOf({ header, events })), { header, events });
  });

  test('every prefix that holds the header is a record: a killed run leaves its evidence', () => {
    const text = textOf(RECORD);
    fc.assert(
      fc.property(fc.integer({ min: headerLine(RECORD.header).length, max: text.length }), (length) => {
        const { header, events } = parseRecord(text.slice(0, length));
        assert.deepEqual(header, RECORD.header);
        assert.deepEqual(events, RECORD.events.slice(0, events.length));
        // At most the line that was being written is lost.
        const whole = text.slice(0, length).split('\n').length - 2;
        assert.ok(events.length >= Math.min(whole, RECORD.events.length));
      }),
    );
  });

  test('no text makes it throw anything but RecordFormatError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.throws(() => parseRecord(text), RecordFormatError);
        try {
          parseRecord(headerLine(RECORD.header) + text);
        } catch (error) {
          assert.ok(error instanceof RecordFormatError);
        }
      }),
    );
  });

  const header = headerLine(RECORD.header);
  const first = eventLine(RECORD.events[0] ?? assert.fail());
  const refused: readonly (readonly [string, string, string])[] = [
    ['an empty text', '', 'line 1: expected a JSON object, found ""'],
    [
      'a text that is no record',
      '{"name":"x"}\n',
      'line 1: expected a header with format "guasto-record/1": this is not a guasto record',
    ],
    ['a line that is no JSON', `${header}nonsense\n`, 'line 2: expected a JSON object, found "nonsense"'],
    ['a gap in the numbers', `${header}${first}${first}`, 'line 3: expected the event with seq 1'],
    ['a number where an object should be', `${header}7\n`, 'line 2: expected a JSON object, found "7"'],
  ];
  for (const [what, text, message] of refused) {
    test(`${what} is refused with its line`, () =>
      assert.throws(() => parseRecord(text), new RecordFormatError(message)));
  }
});
