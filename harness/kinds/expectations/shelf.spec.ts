import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { FAULTS } from '../faults/index.js';
import { PLAIN_WORDS } from '../plain-words.js';
import { EXPECTATIONS } from './index.js';
import { readEntry } from './judge-entry.js';

/** What an entry may look like, as the scenario language shows it; durations already substituted. */
const EXAMPLES: readonly Readonly<Record<string, unknown>>[] = [
  {
    call: { by: 'client', name: 'recv', nth: 'first' },
    raises: 'TimeoutError',
    takes: { 'at-least': '500ms', 'at-most': '500ms + 100ms' },
  },
  { exit: { of: 'client', code: 1 } },
  { call: { by: 'server', run: 2, name: 'bind' }, returns: 'ok' },
  { call: { by: 'client', name: 'recv' }, pending: true },
  { call: { by: 'server', name: 'recv', nth: 'every' }, bytes: { 'at-most': '1KiB' } },
  { output: { of: 'client', line: 'reply: ciao' } },
  { wire: { link: 'wire', stream: 'downstream' }, digest: 'equal', bytes: '1MiB' },
  { tcp: { port: 4000, state: ['FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT'] } },
  { sequence: [{ event: 'call.entered' }, { event: 'call.returned' }] },
  { eventually: { event: 'connection.dial-failed', where: { errno: 'ECONNREFUSED' } } },
  { never: { event: 'call.returned', where: { program: 'client', exception: 'ConnectionResetError' } } },
  {
    same: [
      { event: 'call.returned', where: { name: 'connect' }, field: 'result.localPort' },
      { event: 'call.returned', where: { name: 'accept' }, field: 'result.port' },
    ],
  },
  {
    different: [
      { event: 'call.entered', field: 'fd' },
      { event: 'call.returned', field: 'fd' },
    ],
  },
];

const SOME = new RecordBuilder()
  .start(0, 'client')
  .start(0, 'server', { run: 2 })
  .open(5, { link: 'wire', connection: 1 })
  .pass(6, { link: 'wire', connection: 1 }, { stream: 'downstream', sizeBytes: 9 })
  .call('client', 'recv', { atUs: 10, durationUs: 5, sizeBytes: 4 })
  .call('server', 'recv', { atUs: 10, run: 2 })
  .exit(90, 'client', 0)
  .cleanup(95);

describe('the shelf of expectations', () => {
  test('names each kind as it is called in an entry', () => {
    assert.deepEqual(
      [...EXPECTATIONS.keys()],
      ['call', 'exit', 'output', 'wire', 'tcp', 'sequence', 'eventually', 'never', 'same', 'different'],
    );
    for (const [name, kind] of EXPECTATIONS) assert.ok(kind.name === name && kind.about.length > 10);
  });

  for (const entry of EXAMPLES) {
    test(`reads ${JSON.stringify(entry)}, labels it, and judges any prefix of a record without throwing`, () => {
      const { kind, spec } = readEntry(entry);
      assert.ok(kind.describe(spec).startsWith(kind.name));
      const whole = SOME.build();
      for (let length = 0; length <= whole.events.length; length += 1) {
        const cut: RunRecord = { header: whole.header, events: whole.events.slice(0, length) };
        for (const { clause, expected, actual } of kind.judge(cut, spec)) {
          assert.ok(clause in entry, `${clause} is a key of the entry, so that it can be pointed at`);
          assert.ok(expected.length > 0 && actual.length > 0);
        }
      }
    });
  }

  test('what a spec becomes survives JSON: entries and engine may live in different processes', () => {
    for (const entry of EXAMPLES) {
      const { kind, spec } = readEntry(entry);
      const whole = SOME.build();
      assert.deepEqual(kind.judge(whole, JSON.parse(JSON.stringify(spec))), kind.judge(whole, spec));
    }
  });

  test('a prefix of a record is never held or broken where the whole says the opposite', () => {
    const opposite = { held: 'broken', broken: 'held', inconclusive: 'neither' } as const;
    const whole = SOME.build();
    for (const entry of EXAMPLES) {
      const { kind, spec } = readEntry(entry);
      const final = kind.judge(whole, spec);
      // Once the steps are over nothing more may change; before, only inconclusive may become something else.
      for (let length = 0; length < whole.events.length; length += 1) {
        const cut: RunRecord = { header: whole.header, events: whole.events.slice(0, length) };
        for (const finding of kind.judge(cut, spec)) {
          const then = final.find(({ clause }) => clause === finding.clause);
          if (then === undefined) continue;
          assert.notEqual(finding.outcome, opposite[then.outcome], `${JSON.stringify(entry)} after ${length} events`);
        }
      }
    }
  });
});

describe('schemas for editors', () => {
  const kinds = [...EXPECTATIONS.values(), ...FAULTS.values()];
  for (const kind of kinds) {
    test(`${kind.name} becomes a JSON Schema in which every key is described`, () => {
      const schema = z.toJSONSchema(kind.schema(PLAIN_WORDS), { io: 'input' });
      for (const [path, property] of propertiesOf(schema, kind.name)) {
        const { description, properties, items, anyOf } = property;
        const says =
          description ??
          (properties === undefined && items === undefined && anyOf === undefined ? undefined : 'by its parts');
        // A constant of a tag, or a value that a word describes once it is bound to a scenario, needs no more text.
        assert.ok(says !== undefined || property['const'] !== undefined || property['type'] !== undefined, path);
      }
    });
  }
});

type Schema = Readonly<Record<string, unknown>>;

function propertiesOf(schema: Schema, path: string): readonly (readonly [string, Schema])[] {
  const own = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const branches = [...((schema['anyOf'] ?? []) as Schema[]), ...((schema['oneOf'] ?? []) as Schema[])];
  return [
    ...own.flatMap(([key, value]) => [[`${path}.${key}`, value] as const, ...propertiesOf(value, `${path}.${key}`)]),
    ...branches.flatMap((branch) => propertiesOf(branch, path)),
  ];
}
