// The rooms as README.md draws them, as the linter checks them, and as they are: one truth.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from './testing/package-root.js';

const root = packageRoot();

describe('the rooms', () => {
  const rooms = roomsOfReadme();

  test('README.md lists every folder of the harness that holds code', () => {
    const folders = readdirSync(join(root, 'harness'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['decisions', 'testing'].includes(entry.name))
      .map((entry) => entry.name);
    assert.deepEqual([...rooms.keys()].toSorted(), folders.toSorted());
  });

  test('the linter forbids each room exactly what README.md does not allow it', () => {
    const rules = restrictionsOfLinter();
    for (const [room, allowed] of rooms) {
      if (allowed === 'everything') continue;
      const forbidden = [...rooms.keys()].filter((other) => other !== room && !allowed.includes(other)).toSorted();
      assert.deepEqual(rules.get(room), forbidden, `room ${room}`);
    }
  });

  test('rooms import only to their left', () => {
    const order = [...rooms.keys()];
    for (const [room, allowed] of rooms) {
      if (allowed === 'everything') continue;
      for (const other of allowed) assert.ok(order.indexOf(other) < order.indexOf(room), `${room} imports ${other}`);
    }
  });
});

function roomsOfReadme(): ReadonlyMap<string, readonly string[] | 'everything'> {
  const readme = readFileSync(join(root, 'harness/README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| ([a-z, ]+) \| (.+?) \| (?:yes|no)/gm)];
  return new Map(
    rows.flatMap(([, names = '', may = '']) =>
      names.split(', ').map((name) => {
        const allowed = may.startsWith('everything') ? ('everything' as const) : may === '–' ? [] : may.split(', ');
        return [name, allowed] as const;
      }),
    ),
  );
}

interface LinterConfig {
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: {
      readonly 'no-restricted-imports'?: readonly [string, { patterns: readonly { group: string[] }[] }];
    };
  }[];
}

function restrictionsOfLinter(): ReadonlyMap<string, readonly string[]> {
  // Our own file: its shape is what this spec is about.
  const config = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as LinterConfig;
  return new Map(
    config.overrides.flatMap(({ files, rules }) => {
      const room = /^harness\/([a-z]+)\/\*\*\/\*\.ts$/.exec(files[0] ?? '')?.[1];
      const groups = rules['no-restricted-imports']?.[1].patterns.flatMap(({ group }) => group) ?? [];
      const forbidden = groups.map((pattern) => /^\*\*\/\.\.\/([a-z]+)\/\*\*$/.exec(pattern)?.[1] ?? pattern);
      return room === undefined ? [] : [[room, forbidden.toSorted()] as const];
    }),
  );
}
