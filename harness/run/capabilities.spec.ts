import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { scratchFolder } from '../testing/scratch-folder.js';
import { RigError } from '../vocabulary/rig-error.js';
import { probeCapabilities } from './capabilities.js';
import { CommandResolver, type Command } from './resolve-command.js';
import { openToxiproxy, type ToxiproxyControl } from './toxiproxy.js';

/** A machine whose python3 can't be told about, for this reason. */
class Without extends CommandResolver {
  readonly #code: 'program-not-started' | 'program-not-found';

  constructor(code: 'program-not-started' | 'program-not-found') {
    super();
    this.#code = code;
  }

  override resolve(): Promise<Command> {
    return Promise.reject(new RigError(this.#code, 'expected python3 to be a Python interpreter'));
  }
}

describe('a python3', () => {
  let toxiproxy: ToxiproxyControl | undefined;
  before(async () => void (toxiproxy = await openToxiproxy(undefined)));
  after(() => toxiproxy?.close());

  for (const [what, code, expected] of [
    ['that is missing is told to be', 'program-not-found', 'no python3 on PATH: install Python >= 3.9'],
    ['that did not answer in time is not taken for a missing one', 'program-not-started', true],
  ] as const) {
    test(what, async (t) => {
      assert.ok(toxiproxy !== undefined);
      const probing = { commands: new Without(code), toxiproxy, scratchFolder: scratchFolder(t) };
      const { capabilities } = await probeCapabilities(probing);
      assert.equal(capabilities['python-calls'], expected);
    });
  }
});
