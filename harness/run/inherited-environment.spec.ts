import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inheritedEnvironment } from './inherited-environment.js';

test('programs inherit everything but what forces colours', () => {
  const env = { PATH: '/bin', NO_COLOR: '1', FORCE_COLOR: '1', CLICOLOR_FORCE: '1', DEBUG_COLORS: '1', TERM: 'xterm' };
  assert.deepEqual(inheritedEnvironment(env), { PATH: '/bin', NO_COLOR: '1', TERM: 'xterm' });
});
