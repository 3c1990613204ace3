import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bindPlaces, bindText, placesIn } from './places.js';

const ADDRESSES = { server: { host: '127.0.0.1', port: 7000 }, wire: { host: '127.0.0.2', port: 7001 } };

describe('bindPlaces', () => {
  test('fills in hosts, ports and files, deeply, and leaves everything else as it is', () => {
    const value = {
      argv: ['--at', '${wire.host}:${wire.port}', '${file:message}'],
      deep: [{ port: '${server.port}' }],
      n: 1,
    };
    assert.deepEqual(bindPlaces(value, ADDRESSES, { message: '/tmp/message' }), {
      argv: ['--at', '127.0.0.2:7001', '/tmp/message'],
      deep: [{ port: 7000 }],
      n: 1,
    });
  });

  test('a text that is nothing but a port becomes a number; bindText keeps it a text', () => {
    assert.equal(bindPlaces('${server.port}', ADDRESSES), 7000);
    assert.equal(bindText('${server.port}', ADDRESSES), '7000');
    assert.equal(bindPlaces(' ${server.port}', ADDRESSES), ' 7000');
  });

  test('a name that nobody has stays as it is, also one that every object has', () => {
    for (const text of ['${other.port}', '${toString.port}', '${server.name}', '${file:other}', '${HOME}', '${}']) {
      assert.equal(bindPlaces(text, ADDRESSES), text);
    }
  });

  test('$${ is a ${ that is not a place', () => {
    assert.equal(bindPlaces('$${server.port}', ADDRESSES), '${server.port}');
  });

  test('changes nothing in a text without a dollar, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const harmless = text.replaceAll('$', '');
        assert.equal(bindPlaces(harmless, ADDRESSES), harmless);
      }),
    );
  });

  test('takes time in proportion to the text, however many braces it holds', () => {
    const startedMs = performance.now();
    bindPlaces('${'.repeat(200_000), ADDRESSES);
    // Measured at some 10 ms; quadratic would be minutes.
    assert.ok(performance.now() - startedMs < 2_000);
  });
});

test('placesIn names what a text refers to', () => {
  assert.deepEqual(placesIn('${a.host}:${b.port} $${c.port} ${file:d}'), [
    { name: 'a', what: 'host' },
    { name: 'b', what: 'port' },
  ]);
});
