import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errnoName, errnoNames, errnoNumber } from './errno.js';
import { InvariantViolation, invariant, unreachable } from './invariant.js';
import { formatAddress, sinkOf, sourceOf } from './network.js';
import { RigError } from './rig-error.js';
import { monotonicUs } from './time.js';

describe('small words', () => {
  test('errno names and numbers belong together', () => {
    assert.equal(errnoNumber('ECONNRESET'), 104);
    assert.equal(errnoName(104), 'ECONNRESET');
    assert.equal(errnoName(11), 'EAGAIN', 'the first of two names, as errno(3) has it');
    assert.equal(errnoName(9999), 'errno 9999');
    assert.ok(errnoNames().includes('EADDRINUSE'));
  });

  test('upstream flows from the client to the server, downstream back', () => {
    assert.deepEqual([sourceOf('upstream'), sinkOf('upstream')], ['client', 'server']);
    assert.deepEqual([sourceOf('downstream'), sinkOf('downstream')], ['server', 'client']);
  });

  test('an IPv6 address is bracketed before its port', () => {
    assert.equal(formatAddress({ host: '127.0.0.1', port: 80 }), '127.0.0.1:80');
    assert.equal(formatAddress({ host: '::1', port: 80 }), '[::1]:80');
  });

  test('a broken invariant is our own bug, with its message', () => {
    invariant(true, 'never');
    assert.throws(() => invariant(false, 'steps have no gaps'), new InvariantViolation('steps have no gaps'));
    assert.throws(() => unreachable('case' as never), /unreachable: "case"/);
  });

  test('a RigError carries code, hint and cause', () => {
    const cause = new Error('refused');
    const error = new RigError('port-taken', 'port 80 is taken', { hint: 'end the other program', cause });
    assert.deepEqual(
      [error.code, error.hint, error.cause, error.name],
      ['port-taken', 'end the other program', cause, 'RigError'],
    );
    assert.equal(new RigError('interrupted', 'stopped').hint, undefined);
  });

  test('the clock never goes back', () => {
    let before = monotonicUs();
    for (let i = 0; i < 1000; i += 1) {
      const now = monotonicUs();
      assert.ok(now >= before);
      before = now;
    }
  });
});
