// Whatever stands in a file: reading it never throws, and every problem points into a file.

import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { findScenarioFiles, readScenarioFile, renderProblems } from './index.js';
import { folderWith, ROOT } from './spec-support.js';

const TEXTS = findScenarioFiles(['scenarios'], ROOT).paths.map((path) => readFileSync(path, 'utf8'));

/** What authors mistype, and what YAML and this language give a meaning to. */
const PIECE = fc.oneof(
  fc.constantFrom(
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '- ',
    '\n',
    '  ',
    '\t',
    '#',
    '&a',
    '*a',
    '!!x',
    '<<: ',
    '|',
    '>',
    '? ',
    '---\n',
  ),
  fc.constantFrom(
    '${',
    '${params.x}',
    '${server.port}',
    '$${',
    ':seconds',
    '0x1',
    '1e3',
    '5s',
    '5',
    'null',
    'true',
    '~',
    '💥',
    '__proto__: ',
    'constructor: ',
  ),
  fc.string({ maxLength: 4 }),
);

const EDIT = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(12), insert: PIECE });

const EDITED = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(EDIT, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) =>
    edits.reduce((edited, { at, remove, insert }) => {
      const from = Math.floor(at * edited.length);
      return edited.slice(0, from) + insert + edited.slice(from + remove);
    }, text),
  );

test('an edited scenario is read, or explained', (t) => {
  const folder = folderWith(t, {});
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  const path = join(folder, 'x.scenario.yaml');
  fc.assert(
    fc.property(EDITED, (text) => {
      writeFileSync(path, text);
      const { scenarios, problems } = readScenarioFile(path, { cwd: folder });
      assert.equal(scenarios.length === 0, problems.length > 0, 'either scenarios or problems');
      for (const { span, sourceLine, message } of problems) {
        assert.ok(span.line >= 1 && span.column >= 1 && span.length >= 1, JSON.stringify({ span, message }));
        assert.ok(
          sourceLine !== undefined && span.column <= sourceLine.length + 1,
          JSON.stringify({ span, sourceLine, message }),
        );
        assert.doesNotMatch(message, /Invalid|undefined|\[object/);
      }
      renderProblems(problems, { colour: true });
    }),
    { numRuns: Number(process.env['GUASTO_FUZZ_RUNS'] ?? 300) },
  );
});
