// However a run ends, neither a program under strace nor its tracer stays behind.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { parseRecord } from '../record/json-lines.js';
import { probeStrace } from '../run/strace.js';
import { MarkedCommand } from '../testing/marked-command.js';

const STUBBORN = `title: it
claim: it stays
source: nowhere
programs: { it: { run: [sh, -c, "trap '' TERM; echo ready; sleep 300 & wait"], trace: strace } }
steps: [{ start: it }, { await: { exit: it, within: 15s } }]
expect: [{ exit: { of: it, code: 0 } }]
`;

describe('a program under strace', { concurrency: true }, async () => {
  const probed = await probeStrace();
  const skip = 'missing' in probed && probed.missing;

  for (const { what, end } of [
    { what: 'Ctrl-C', end: (command: MarkedCommand) => Promise.resolve(command.kill('SIGINT', 'group')) },
    {
      what: 'SIGKILL of the engine',
      end: async (command: MarkedCommand) =>
        void process.kill(await command.descendantWith(/engine\/main\.js$/), 'SIGKILL'),
    },
    { what: 'SIGKILL of strace', end: killTracer },
  ]) {
    test(`is gone after ${what}, and its tracer too`, { skip }, async (t) => {
      const project = new Project(t, { 'scenarios/it.scenario.yaml': STUBBORN });
      const command = new MarkedCommand(t, project.folder, [join(__dirname, 'main.js'), 'run']);
      await command.descendantWith(/^300$/);
      await end(command);
      await command.ended;
      await command.expectNothingLeft();
      const name = project.list('reports').find((each) => project.has(`reports/${each}/it/record.jsonl`));
      assert.ok(name !== undefined);
      // Whatever of it was written can be read.
      parseRecord(project.read(`reports/${name}/it/record.jsonl`));
    });
  }
});

/** What it traced goes on without it, with calls that fail: the run ends it. */
async function killTracer(command: MarkedCommand): Promise<void> {
  process.kill(await command.descendantWith(/^-DD$/), 'SIGKILL');
}
