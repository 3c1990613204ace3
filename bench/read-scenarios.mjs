// Reading scenario files: 50 and 500 of the usual size, one after the other in each round. The time per file should not grow
// with their number.
//
//   node bench/read-scenarios.mjs [rounds]      GUASTO_DIST=.build/mine measures another build

import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { readScenarioFiles } = createRequire(import.meta.url)(
  join(root, process.env.GUASTO_DIST ?? 'dist', 'scenario/index.js'),
);
const rounds = Number(process.argv[2] ?? 5);
const COUNTS = [50, 500];

const folder = mkdtempSync(join(tmpdir(), 'guasto-bench-'));
try {
  symlinkSync(join(root, 'fixtures'), join(folder, 'fixtures'));
  const names = Array.from({ length: Math.max(...COUNTS) }, (_, index) => `${index}.scenario.yaml`);
  const usual = join(root, 'scenarios/settimeout/recv-late-reply.scenario.yaml');
  for (const name of names) copyFileSync(usual, join(folder, name));
  const times = Array.from({ length: rounds }, () =>
    COUNTS.map((count) => msPerFile(names.slice(0, count), { cwd: folder })),
  );
  for (const [index, count] of COUNTS.entries()) {
    const each = median(times.map((round) => round[index]));
    console.log(`${count} files: ${each.toFixed(2)} ms each, ${(each * count).toFixed(0)} ms in all`);
  }
  console.log(`ratio of the time per file: ${median(times.map(([few, many]) => many / few)).toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function msPerFile(names, options) {
  const startedMs = performance.now();
  const { scenarios, problems } = readScenarioFiles(names, options);
  if (scenarios.length !== names.length || problems.length > 0) throw new Error('the files were not read');
  return (performance.now() - startedMs) / names.length;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
