// Playwright collects JavaScript only: for each scenario file a spec of one line, with a source map that names the YAML, so
// that file arguments, locations and titles are the YAML's. Its text never depends on the YAML's content.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const SPEC_SUFFIX = '.spec.js';

export interface SpecsRequest {
  /** Where the specs are written, absolute. */
  readonly folder: string;
  /** Specs stand in `folder` as their scenario files stand in `root`, absolute. */
  readonly root: string;
  /** Scenario files, absolute. */
  readonly files: readonly string[];
  /** Specs of other files: delete them all, or only those whose scenario file is gone. */
  readonly others: 'delete' | 'keep';
}

/** Writes what is missing or differs, atomically (two runs may do it at once). Returns the specs' paths, in the files' order. */
export function generateSpecs(request: SpecsRequest): readonly string[] {
  const { folder, root, files, others } = request;
  mkdirSync(folder, { recursive: true });
  // The user's package may be an ES module package; these specs are CommonJS, which loads three times as fast.
  writeIfChanged(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  writeIfChanged(join(folder, '.gitignore'), '*\n');
  const specs = files.map((file) => writeSpec(file, specPath(folder, root, file)));
  deleteStale(folder, new Set(specs), others);
  return specs;
}

/** `_guasto/sub/x.yaml.spec.js` for `sub/x.yaml`; a step out of the root becomes `_up`. */
function specPath(folder: string, root: string, file: string): string {
  const steps = relative(root, file).split(sep);
  return join(folder, ...steps.map((step) => (step === '..' ? '_up' : step))) + SPEC_SUFFIX;
}

function writeSpec(file: string, spec: string): string {
  const source = toPosix(relative(dirname(spec), file));
  const map = `${spec.slice(spec.lastIndexOf(sep) + 1)}.map`;
  const load = require.resolve('./load.js');
  mkdirSync(dirname(spec), { recursive: true });
  writeIfChanged(`${spec}.map`, `${JSON.stringify({ version: 3, sources: [source], names: [], mappings: '' })}\n`);
  writeIfChanged(
    spec,
    `require(${JSON.stringify(load)}).load(module, ${JSON.stringify(source)});\n//# sourceMappingURL=${map}\n`,
  );
  return spec;
}

function deleteStale(folder: string, current: ReadonlySet<string>, others: SpecsRequest['others']): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const spec = join(folder, entry);
    if (!spec.endsWith(SPEC_SUFFIX) || current.has(spec)) continue;
    if (others === 'keep' && sourceExists(spec)) continue;
    rmSync(spec, { force: true });
    rmSync(`${spec}.map`, { force: true });
  }
}

function sourceExists(spec: string): boolean {
  try {
    const map = JSON.parse(readFileSync(`${spec}.map`, 'utf8')) as { sources?: readonly string[] };
    return map.sources?.[0] !== undefined && existsSync(join(dirname(spec), map.sources[0]));
  } catch {
    return false; // Half written or not ours: it is generated again when it is needed.
  }
}

function writeIfChanged(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

const toPosix = (path: string): string => path.split(sep).join('/');
