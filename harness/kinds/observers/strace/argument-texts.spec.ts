import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOf, flagsOf, isNull, messageOf, numberAs, optionOf, optionValue, piecesOf } from './argument-texts.js';
import { readArguments, type StraceValue } from './values.js';

const value = (text: string): StraceValue | undefined => readArguments(text).values[0];

describe('an address', () => {
  for (const { text, address } of [
    {
      text: '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}',
      address: { host: '127.0.0.1', port: 80 },
    },
    {
      text: '{sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}',
      address: { host: '::1', port: 1 },
    },
    { text: '{sa_family=AF_UNSPEC, sa_data="\\0"}', address: {} },
    { text: '0x7ffd', address: {} },
    { text: 'NULL', address: {} },
    { text: '', address: {} },
  ]) {
    test(`is read: ${text === '' ? 'nothing' : text}`, () => assert.deepEqual(addressOf(value(text)), address));
  }
});

describe('a socket option', () => {
  for (const { option, text, told } of [
    { option: 'TCP_NODELAY', text: '[1]', told: { value: 1 } },
    { option: 'SO_ERROR', text: '[ECONNREFUSED]', told: { value: 'ECONNREFUSED' } },
    { option: 'SO_LINGER', text: '{l_onoff=1, l_linger=0}', told: { value: 'l_onoff=1 l_linger=0' } },
    { option: 'SO_RCVTIMEO_OLD', text: '{tv_sec=2, tv_usec=500000}', told: { value: 2.5 } },
    { option: 'TCP_CONGESTION', text: '"reno"', told: { value: '4 bytes' } },
    { option: 'SO_RCVTIMEO_OLD', text: 'NULL', told: {} },
    { option: 'SO_KEEPALIVE', text: '', told: {} },
  ]) {
    test(`${option} is told: ${text === '' ? 'nothing' : text}`, () =>
      assert.deepEqual(optionValue(value(option), value(text)), told));
  }

  test('has its level, and the name that programs give it', () => {
    const [level, option] = [value('SOL_SOCKET'), value('SO_SNDTIMEO_OLD')];
    assert.deepEqual(optionOf(level, option), { level: 'SOL_SOCKET', option: 'SO_SNDTIMEO' });
  });
});

describe('sizes', () => {
  test('of pieces are summed up, unless some were left out', () => {
    const pieces = '[{iov_base="ab", iov_len=2}, {iov_base="c", iov_len=64}]';
    assert.deepEqual(piecesOf('size', value(pieces)), { size: 66 });
    assert.deepEqual(piecesOf('size', value('[{iov_base="ab", iov_len=2}, ...]')), {});
    assert.deepEqual(piecesOf('size', value('0x7ffd')), {});
  });

  test('of a message are those of its pieces, and its address is told, too', () => {
    const address = '{sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}';
    const message = `{msg_name=${address}, msg_namelen=16, msg_iov=[{iov_base="q", iov_len=1}], msg_iovlen=1}`;
    assert.deepEqual(messageOf('size', value(message)), { size: 1, host: '127.0.0.53', port: 53 });
    assert.deepEqual(messageOf('size', value('{msg_namelen=0}')), {});
  });

  test('are left out where strace says none', () => {
    assert.deepEqual(numberAs('size', value('9000000')), { size: 9_000_000 });
    assert.deepEqual(numberAs('size', value('NULL')), {});
    assert.deepEqual(numberAs('size', undefined), {});
  });
});

test('flags are told if there are any', () => {
  assert.deepEqual(flagsOf(value('MSG_DONTWAIT|MSG_NOSIGNAL')), { flags: 'MSG_DONTWAIT|MSG_NOSIGNAL' });
  assert.deepEqual(flagsOf(value('0')), {});
  assert.deepEqual(flagsOf(undefined), {});
});

test('NULL and what is not there are nothing', () => {
  assert.deepEqual([value('NULL'), undefined, value('0x7f'), value('{}')].map(isNull), [true, true, false, false]);
});
