import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probeLibuv, takesResetForEnd } from './probe-libuv.js';

test('a libuv before 1.52 takes a reset for the end of the stream', () => {
  for (const version of ['1.46.0', '1.51.0', '1.9.1']) assert.equal(takesResetForEnd(version), true);
});

test('a libuv since 1.52 tells resets, and the reason says which one it is', () => {
  for (const version of ['1.52.0', '1.60.2', '2.0.0']) {
    assert.equal(takesResetForEnd(version), `the Node.js on PATH has libuv ${version}, which tells resets since 1.52`);
  }
});

test('the Node.js on PATH is asked', async () => {
  const here = takesResetForEnd(process.versions.uv);
  const found = await probeLibuv();
  // Another Node.js may stand first on PATH: then only the form of the answer is known.
  if (found !== here) assert.match(String(found), /^true$|on PATH|does not tell/);
});
