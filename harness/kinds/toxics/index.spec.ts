import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOXICS } from './index.js';
import { noop } from './noop.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

test('the shelf holds every toxic of Toxiproxy 2.12, with its attributes in the order in which it prints them, and then ours', () => {
  const shelf = [...TOXICS].map(([name, kind]) => `${name}(${Object.keys(kind.attributes).join(', ')})`);
  assert.deepEqual(shelf, [
    'latency(latency, jitter)',
    'bandwidth(rate)',
    'slow_close(delay)',
    'timeout(timeout)',
    'reset_peer(timeout)',
    'slicer(average_size, size_variation, delay)',
    'limit_data(bytes)',
    'noop()',
    'cut(at, after, with)',
    'hang(at, after)',
    'corrupt(at)',
  ]);
});

test('guasto’s own toxics say that another Toxiproxy lacks them', () => {
  const ours = [...TOXICS.values()].filter(({ needs = [] }) => needs.includes('guasto-toxics'));
  assert.deepEqual(
    ours.map(({ name }) => name),
    ['cut', 'hang', 'corrupt'],
  );
});

test('each kind is filed under its own name', () => {
  for (const [name, kind] of TOXICS) assert.equal(kind.name, name);
});

test('noop passes everything and always leaves its receipt', () => {
  assert.deepEqual(noop.onChunk({ ...momentOf({}, undefined), ...chunkOf(1) }), { do: 'pass' });
  assert.equal(noop.receipt(new WireStory().evidence({})).left, true);
});

test('no receipt is left by a connection on which nothing happened, nor by none at all', () => {
  for (const kind of TOXICS.values()) {
    if (kind === noop) continue;
    const attributes = { latency: 50, rate: 10, delay: 50, timeout: 50, average_size: 5, bytes: 5 };
    assert.equal(kind.receipt(new WireStory().opened(0).evidence(attributes)).left, false, kind.name);
    assert.equal(kind.receipt(new WireStory().evidence(attributes)).left, false, kind.name);
  }
});
