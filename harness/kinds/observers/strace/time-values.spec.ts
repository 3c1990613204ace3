import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOption, milliseconds, timespec, timeval, timevalOf } from './time-values.js';
import { readArguments, type StraceValue } from './values.js';

const value = (text: string): StraceValue | undefined => readArguments(text).values[0];

describe('a duration', () => {
  for (const { what, read, text, seconds } of [
    { what: 'of poll in ms', read: milliseconds, text: '1500', seconds: 1.5 },
    { what: 'of poll for ever', read: milliseconds, text: '-1', seconds: null },
    { what: 'of poll that is not there yet', read: milliseconds, text: '', seconds: undefined },
    { what: 'of poll that is no number', read: milliseconds, text: '0x7ffd', seconds: undefined },
    { what: 'of ppoll', read: timespec, text: '{tv_sec=1, tv_nsec=500000}', seconds: 1.0005 },
    { what: 'of ppoll for ever', read: timespec, text: 'NULL', seconds: null },
    { what: 'of ppoll that is not there yet', read: timespec, text: '', seconds: undefined },
    { what: 'of ppoll that strace could not read', read: timespec, text: '0x7ffd', seconds: undefined },
    { what: 'of select', read: timeval, text: '{tv_sec=0, tv_usec=50000}', seconds: 0.05 },
    { what: 'of select before and after', read: timeval, text: '{tv_sec=2, tv_usec=0} => {tv_sec=1}', seconds: 2 },
    { what: 'of select for ever', read: timeval, text: 'NULL', seconds: null },
    { what: 'of an option', read: timevalOf, text: '{tv_sec=2, tv_usec=500000}', seconds: 2.5 },
    // 250 ms, little-endian as on the machines that this line comes from.
    {
      what: 'of an option in bytes',
      read: timevalOf,
      text: String.raw`"\0\0\0\0\0\0\0\0\220\320\3\0\0\0\0\0"`,
      seconds: 0.25,
    },
    { what: 'of an option in too few bytes', read: timevalOf, text: String.raw`"\0\0\0\0"`, seconds: undefined },
  ]) {
    test(`${what}: ${text === '' ? 'nothing' : text}`, () => assert.equal(read(value(text)), seconds));
  }
});

test('an option has the name that programs give it', () => {
  assert.ok(isOption(value('SO_RCVTIMEO_OLD'), 'SO_RCVTIMEO'));
  assert.ok(isOption(value('SO_RCVTIMEO_NEW'), 'SO_RCVTIMEO'));
  assert.ok(isOption(value('SO_RCVTIMEO'), 'SO_RCVTIMEO'));
  assert.ok(!isOption(value('SO_SNDTIMEO_OLD'), 'SO_RCVTIMEO'));
  assert.ok(!isOption(undefined, 'SO_RCVTIMEO'));
});
