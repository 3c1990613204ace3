// 200 scenarios that each wait one second, through the whole command: wall time, memory of the process tree, and by how
// much the waits were off. Each scenario starts a real Python process that sleeps 1 s and awaits its exit.
//
//   node bench/waits.mjs [scenarios] [concurrency…]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [count = 200, ...concurrencies] = process.argv.slice(2).map(Number);

for (const concurrency of concurrencies.length > 0 ? concurrencies : [16, 32, 64]) {
  const folder = mkdtempSync(join(tmpdir(), 'guasto-bench-'));
  try {
    console.log(await measure(folder, concurrency));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder, concurrency) {
  mkdirSync(join(folder, 'scenarios'));
  for (let i = 0; i < count; i += 1) writeFileSync(join(folder, `scenarios/wait-${i}.scenario.yaml`), scenarioText(i));
  const startedAt = performance.now();
  const args = ['run', 'scenarios', '--concurrency', String(concurrency), '--reports', join(folder, 'reports')];
  const child = spawn(process.execPath, [join(root, process.env.GUASTO_DIST ?? 'dist', 'cli/main.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakKiB = 0;
  const sampler = setInterval(() => (peakKiB = Math.max(peakKiB, treePssKiB(child.pid))), 250);
  const [code] = await once(child, 'exit');
  clearInterval(sampler);
  const wall = (performance.now() - startedAt) / 1000;
  const errors = waitErrorsMs(join(folder, 'reports')).toSorted((a, b) => a - b);
  const at = (share) => errors[Math.min(errors.length - 1, Math.floor(errors.length * share))]?.toFixed(0);
  return (
    `${count} scenarios, ${concurrency} at once: exit ${code}, ${wall.toFixed(1)} s, peak ${(peakKiB / 1024).toFixed(0)} MiB; ` +
    `waits off by p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} ms (${errors.length} waits)`
  );
}

function scenarioText(i) {
  return `title: waits one second (${i})
claim: A sleep of one second takes one second.
source: Python time, time.sleep
programs:
  sleeper: { run: [python3, -S, -E, -c, "import time; time.sleep(1)"] }
steps:
  - start: sleeper
  - await: { exit: sleeper, within: 10s }
expect:
  - exit: { of: sleeper, code: 0 }
`;
}

/** From spawn to exit, minus the nominal second: includes the interpreter's own start and end. */
function waitErrorsMs(reports) {
  return readdirSync(reports, { recursive: true })
    .filter((path) => path.endsWith('record.jsonl'))
    .map((path) => {
      const events = readFileSync(join(reports, path), 'utf8').trim().split('\n').map(JSON.parse);
      const at = (kind) => events.find((event) => event.kind === kind)?.atUs;
      return (at('process.exited') - at('process.spawned')) / 1000 - 1000;
    });
}

function treePssKiB(pid) {
  let total = 0;
  for (const one of [pid, ...descendants(pid)]) {
    try {
      total += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended meanwhile.
    }
  }
  return total;
}

function descendants(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === ''
      ? []
      : children
          .split(' ')
          .map(Number)
          .flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}
