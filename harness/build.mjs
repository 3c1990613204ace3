// Builds dist/: TypeScript by tsc, the pages’ code by esbuild, then the files that are not TypeScript, copied to the same places.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePages } from './bundle-pages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const project of ['tsconfig.json', 'harness/page/browser/tsconfig.json']) {
  const tsc = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', join(root, project)], {
    stdio: 'inherit',
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
}
await bundlePages(join(root, 'dist'));

cpSync(join(root, 'harness'), join(root, 'dist'), {
  recursive: true,
  filter: (path) => !/\.(ts|mjs|md)$|__pycache__|page\/browser/.test(path),
});
const cli = join(root, 'dist/cli/main.js');
try {
  chmodSync(cli, 0o755);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}
