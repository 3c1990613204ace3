// Bundles the scripts and styles of the pages that reporters write (harness/page/browser), one of each for a page, into
// <folder>/page/bundle. Called by the build; or alone, with another folder than dist/ as its argument.
import { build } from 'esbuild';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function bundlePages(folder) {
  await build({
    absWorkingDir: root,
    entryPoints: ['timeline', 'run'].flatMap((page) =>
      ['ts', 'css'].map((kind) => `harness/page/browser/${page}.${kind}`),
    ),
    outdir: join(folder, 'page/bundle'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    charset: 'ascii',
    tsconfig: 'harness/page/browser/tsconfig.json',
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePages(resolve(process.argv[2] ?? 'dist'));
