import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { generateSpecs } from './generate-specs.js';

interface Place {
  readonly root: string;
  readonly folder: string;
  /** Absolute paths of the files, which exist. */
  readonly files: readonly string[];
}

function place(t: TestContext, names: readonly string[]): Place {
  const root = mkdtempSync(join(tmpdir(), 'guasto-specs-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const files = names.map((name) => join(root, name));
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
  return { root, folder: join(root, '_guasto'), files };
}

describe('generated specs', () => {
  test('mirror the scenario files, and name them in their source maps', (t) => {
    const { root, folder, files } = place(t, ['a.scenario.yaml', 'sub/deep/b.scenario.yaml']);
    const specs = generateSpecs({ folder, root, files, others: 'delete' });
    assert.deepEqual(specs, [
      join(folder, 'a.scenario.yaml.spec.js'),
      join(folder, 'sub/deep/b.scenario.yaml.spec.js'),
    ]);
    for (const [index, spec] of specs.entries()) {
      const map = JSON.parse(readFileSync(`${spec}.map`, 'utf8')) as { readonly sources: readonly string[] };
      assert.equal(join(dirname(spec), map.sources[0] ?? ''), files[index]);
      assert.match(readFileSync(spec, 'utf8'), /^require\(".*load\.js"\)\.load\(module, ".*\.scenario\.yaml"\);\n/);
    }
  });

  test('are CommonJS whatever the package around them is, and git ignores them', (t) => {
    const { root, folder, files } = place(t, ['a.scenario.yaml']);
    generateSpecs({ folder, root, files, others: 'delete' });
    assert.equal(readFileSync(join(folder, 'package.json'), 'utf8'), '{ "type": "commonjs" }\n');
    assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n');
  });

  test('are not written again when nothing changed', (t) => {
    const { root, folder, files } = place(t, ['a.scenario.yaml']);
    const [spec = ''] = generateSpecs({ folder, root, files, others: 'delete' });
    const before = statSync(spec).ino; // A file that is replaced gets another inode.
    generateSpecs({ folder, root, files, others: 'delete' });
    assert.equal(statSync(spec).ino, before);
  });

  test('of files outside of the root stay inside the folder', (t) => {
    const { root, folder, files } = place(t, ['here/x', 'there/a.scenario.yaml']);
    const [spec] = generateSpecs({ folder, root: join(root, 'here'), files: files.slice(1), others: 'delete' });
    assert.equal(spec, join(folder, '_up/there/a.scenario.yaml.spec.js'));
  });

  test('of other files are deleted', (t) => {
    const { root, folder, files } = place(t, ['a.scenario.yaml', 'b.scenario.yaml']);
    const [first = '', second = ''] = generateSpecs({ folder, root, files, others: 'delete' });
    generateSpecs({ folder, root, files: files.slice(0, 1), others: 'delete' });
    assert.deepEqual([first, second, `${second}.map`].map(existsSync), [true, false, false]);
  });

  test('of other files can be kept while their scenario files exist', (t) => {
    const { root, folder, files } = place(t, ['a.scenario.yaml', 'b.scenario.yaml', 'c.scenario.yaml']);
    const specs = generateSpecs({ folder, root, files, others: 'keep' });
    rmSync(files[2] ?? '');
    generateSpecs({ folder, root, files: files.slice(0, 1), others: 'keep' });
    assert.deepEqual(specs.map(existsSync), [true, true, false]);
  });
});
