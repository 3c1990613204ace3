// Builds dist/: TypeScript by tsc, then the files that are not TypeScript, copied to the same places.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', join(root, 'tsconfig.json')], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

cpSync(join(root, 'harness'), join(root, 'dist'), {
  recursive: true,
  filter: (path) => !/\.(ts|mjs|md)$|__pycache__/.test(path),
});
const cli = join(root, 'dist/cli/main.js');
try {
  chmodSync(cli, 0o755);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}
