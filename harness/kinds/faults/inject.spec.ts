import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RigError } from '../../vocabulary/rig-error.js';
import type { Rig, WireToxic } from '../../vocabulary/rig.js';
import { PLAIN_WORDS } from '../plain-words.js';
import { FAULTS } from './index.js';

const LATENCY: WireToxic = {
  name: 'slow',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 100 },
};

const kindOf = (name: string) => FAULTS.get(name) ?? assert.fail(`no fault ${name}`);

/** A rig that writes down what is done to it. */
function spy(failWith?: Error): { readonly rig: Rig; readonly done: string[] } {
  const done: string[] = [];
  const rig: Rig = {
    link: (link) => ({
      addToxic: async (toxic) => {
        done.push(`${link}: add ${JSON.stringify(toxic)}`);
        return () => void done.push(`${link}: remove ${toxic.name}`);
      },
      stopAccepting: async () => {
        done.push(`${link}: stop accepting`);
        return () => void done.push(`${link}: accept`);
      },
      takeDown: async () => {
        done.push(`${link}: down`);
        return () => void done.push(`${link}: up`);
      },
    }),
    program: (program) => ({
      signal: async (signal) => {
        if (failWith !== undefined && signal === 'CONT') throw failWith;
        done.push(`${program}: ${signal}`);
      },
    }),
  };
  return { rig, done };
}

describe('faults are done to the rig and undone', () => {
  const rows: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      'toxic',
      { link: 'wire', toxic: LATENCY },
      [`wire: add ${JSON.stringify({ ...LATENCY, name: 'mine' })}`, 'wire: remove mine'],
    ],
    ['link-down', { link: 'wire' }, ['wire: down', 'wire: up']],
    ['full-backlog', { link: 'wire' }, ['wire: stop accepting', 'wire: accept']],
    ['signal', { program: 'server', signal: 'KILL' }, ['server: KILL']],
    ['signal', { program: 'server', signal: 'STOP' }, ['server: STOP', 'server: CONT']],
  ];
  for (const [name, written, expected] of rows) {
    test(`${name} ${JSON.stringify(written)}`, async () => {
      const kind = kindOf(name);
      const { rig, done } = spy();
      const undo = await kind.inject(rig, kind.schema(PLAIN_WORDS).parse(written), 'mine');
      await undo();
      assert.deepEqual(done, expected);
    });
  }

  test('a stopped program that has ended needs no continuing; other trouble is not hidden', async () => {
    const spec = { program: 'server', signal: 'STOP' };
    const gone = await kindOf('signal').inject(spy(new RigError('program-not-running', 'gone')).rig, spec, 'stop');
    await gone();
    const refused = await kindOf('signal').inject(spy(new RigError('interrupted', 'stopped')).rig, spec, 'stop');
    await assert.rejects(async () => await refused(), { code: 'interrupted' });
  });

  const labels: readonly (readonly [string, unknown, string])[] = [
    ['toxic', { link: 'wire', toxic: LATENCY }, 'latency 100 ms on wire downstream'],
    [
      'toxic',
      { link: 'wire', toxic: { ...LATENCY, toxicity: 0.5, attributes: { latency: 100, jitter: 5 } } },
      'latency 100 ms jitter 5 ms on wire downstream (toxicity 0.5)',
    ],
    [
      'toxic',
      { link: 'wire', toxic: { ...LATENCY, type: 'limit_data', attributes: { bytes: 99 } } },
      'limit_data bytes 99 B on wire downstream',
    ],
    [
      'toxic',
      { link: 'wire', toxic: { ...LATENCY, type: 'slicer', attributes: { average_size: 1500, delay: 150_000 } } },
      'slicer average_size 1500 B delay 150 ms on wire downstream',
    ],
    ['link-down', { link: 'wire' }, 'link wire down'],
    ['signal', { program: 'server', signal: 'KILL' }, 'SIGKILL to server'],
  ];
  for (const [name, spec, label] of labels)
    test(`its label reads: ${label}`, () => assert.equal(kindOf(name).describe(spec), label));

  test('targets are for the record', () => {
    assert.deepEqual(kindOf('toxic').target({ link: 'wire', toxic: LATENCY }), { link: 'wire' });
    assert.deepEqual(kindOf('signal').target({ program: 'server', signal: 'KILL' }), { program: 'server' });
  });
});
