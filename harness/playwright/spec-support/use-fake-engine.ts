// Preloaded (`node --require`) by specs: Playwright is then handed the fake engine in place of the engine process.

import Module from 'node:module';
import { join } from 'node:path';

type Resolve = (this: unknown, request: string, ...rest: readonly unknown[]) => string;

const REAL = join(__dirname, '..', 'global-setup.js');
const FAKE = join(__dirname, 'fake-engine.js');

// Not in Node's types, and as it has been since its beginnings.
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolveFilename = loader._resolveFilename;

loader._resolveFilename = function (request, ...rest) {
  const file = resolveFilename.call(this, request, ...rest);
  return file === REAL ? FAKE : file;
};
