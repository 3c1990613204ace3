// How often is a verdict false? Runs the whole catalogue again and again, on the machine as it is or with its CPUs kept busy, and
// counts each scenario's verdicts. All scenarios are meant to hold: each broken one is a false verdict, each inconclusive one a
// question that was left open. With --prove the mutants, too: each that survives or breaks elsewhere is a false verdict.
//
//   node bench/false-verdicts.mjs [--rounds 20] [--load 1] [--prove [--prove-rounds 1]] [--out FOLDER] [paths…]
//
// --load N: N busy processes for each CPU. FOLDER gets false-verdicts.json and the runs that did not hold, with their records.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, process.env.GUASTO_DIST ?? 'dist', 'cli/main.js');
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    load: { type: 'string', default: '0' },
    prove: { type: 'boolean', default: false },
    'prove-rounds': { type: 'string', default: '1' },
    out: { type: 'string', default: join(root, 'reports/false-verdicts') },
  },
});
const paths = positionals.length > 0 ? positionals : ['scenarios'];
const out = resolve(flags.out);
mkdirSync(out, { recursive: true });

const hogs = Array.from({ length: Number(flags.load) * availableParallelism() }, startHog);
const endHogs = () => hogs.forEach((hog) => hog.kill('SIGKILL'));
process.on('exit', endHogs);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

const scenarios = new Map();
const mutants = new Map();
const wallS = { run: [], prove: [] };
for (let round = 1; round <= Number(flags.rounds); round += 1) {
  const { runs } = await guasto('run', 'results.json', round);
  for (const run of runs) {
    count(scenarios, run.file + (run.row === undefined ? '' : ` row ${run.row + 1}`), run.outcome, {
      round,
      attempts: run.attempts,
      pieces: run.verdicts.filter(({ outcome }) => outcome !== 'held'),
    });
  }
  console.log(`round ${round}: ${summary(runs.map(({ outcome }) => outcome))} in ${wallS.run.at(-1).toFixed(0)} s`);
}
for (let round = 1; flags.prove && round <= Number(flags['prove-rounds']); round += 1) {
  const { proofs } = await guasto('prove', 'prove.json', round);
  const trials = proofs.flatMap(({ file, control, itself, mutants: wrong }) => [
    { ...control, name: `${file}: control` },
    { ...itself, name: `${file}: itself` },
    ...wrong.map((one) => ({ ...one, name: `${file}: ${one.program} ${one.name}` })),
  ]);
  for (const { name, outcome, attempts = 1, at } of trials) {
    count(mutants, name, outcome, { round, attempts, pieces: at === undefined ? [] : [at] });
  }
  console.log(`proof ${round}: ${summary(trials.map(({ outcome }) => outcome))} in ${wallS.prove.at(-1).toFixed(0)} s`);
}
endHogs();

const load = `${hogs.length} busy processes on ${availableParallelism()} CPUs`;
print(`scenarios, ${flags.rounds} rounds, ${load}`, scenarios, ['held', 'unsupported']);
if (flags.prove)
  print(`proofs, ${flags['prove-rounds']} rounds, ${load}`, mutants, ['held', 'caught', 'none', 'unsupported']);
const document = { rounds: Number(flags.rounds), busy: hogs.length, cpus: availableParallelism(), wallS };
const listOf = (counts) => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  join(out, 'false-verdicts.json'),
  `${JSON.stringify({ ...document, scenarios: listOf(scenarios), trials: listOf(mutants) }, null, 1)}\n`,
);
console.log(`${join(out, 'false-verdicts.json')}`);
const isFalse = (counts, names) => [...counts.values()].some((one) => names.some((name) => one[name] > 0));
process.exitCode = isFalse(scenarios, ['broken']) || isFalse(mutants, ['broken', 'survived', 'elsewhere']) ? 1 : 0;

/** Burns one CPU until it is killed, or until whoever started it is gone. */
function startHog() {
  const burn =
    'const parent = process.ppid; for (;;) { for (let i = 0; i < 1e7; i += 1); if (process.ppid !== parent) process.exit(); }';
  return spawn(process.execPath, ['-e', burn], { stdio: 'ignore' });
}

/** One run of the command in a folder that is not kept; what it wrote as JSON. */
async function guasto(command, file, round) {
  const reports = mkdtempSync(join(tmpdir(), 'guasto-bench-'));
  const beganAt = performance.now();
  const args = [command, ...paths, '--reports', reports, ...(command === 'run' ? ['--reporter', 'json'] : [])];
  try {
    const child = spawn(process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    await once(child, 'close');
    wallS[command].push((performance.now() - beganAt) / 1000);
    const folder = readdirSync(reports).find((name) => readdirSync(join(reports, name)).includes(file));
    if (folder === undefined) throw new Error(`guasto ${command} wrote no ${file}: ${stderr.slice(-2000)}`);
    const document = JSON.parse(readFileSync(join(reports, folder, file), 'utf8'));
    keep(join(reports, folder), join(out, `${command}-${round}`));
    return document;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** The runs that did not end as they must. */
function keep(from, to) {
  rmSync(to, { recursive: true, force: true });
  for (const name of readdirSync(from)) {
    let outcome;
    try {
      ({ outcome } = JSON.parse(readFileSync(join(from, name, 'verdicts.json'), 'utf8')));
    } catch {
      continue; // A file of the whole run, not the folder of one scenario.
    }
    if (outcome === 'broken' || outcome === 'inconclusive')
      cpSync(join(from, name), join(to, name), { recursive: true });
  }
}

function count(counts, name, outcome, { round, attempts, pieces }) {
  const one = counts.get(name) ?? { repeated: 0, not: [] };
  counts.set(name, one);
  one[outcome] = (one[outcome] ?? 0) + 1;
  if (attempts > 1) one.repeated += 1;
  if (outcome === 'held' || outcome === 'caught') return;
  one.not.push({ round, outcome, at: pieces.map(({ label, clause, actual }) => `${label}: ${clause}: ${actual}`) });
}

function summary(outcomes) {
  const names = [...new Set(outcomes)];
  return names.map((name) => `${outcomes.filter((one) => one === name).length} ${name}`).join(', ');
}

/** Totals, and a line for each that was ever anything but what it must be, or had to be run again. */
function print(title, counts, right) {
  const names = [
    'held',
    'caught',
    'inconclusive',
    'broken',
    'survived',
    'elsewhere',
    'unsupported',
    'none',
    'repeated',
  ];
  const shown = names.filter((name) => [...counts.values()].some((one) => one[name] > 0));
  const line = (one) => shown.map((name) => String(one[name] ?? 0).padStart(name.length + 2)).join('');
  const total = Object.fromEntries(
    shown.map((name) => [name, [...counts.values()].reduce((sum, one) => sum + (one[name] ?? 0), 0)]),
  );
  console.log(`\n${title}\n${shown.map((name) => `  ${name}`).join('')}`);
  for (const [name, one] of counts) {
    if (
      one.repeated > 0 ||
      names.some((outcome) => one[outcome] > 0 && outcome !== 'repeated' && !right.includes(outcome))
    ) {
      console.log(`${line(one)}  ${name}`);
      for (const { round, outcome, at } of one.not)
        console.log(`${' '.repeat(6)}round ${round} ${outcome}: ${at.join(' | ').slice(0, 300)}`);
    }
  }
  console.log(`${line(total)}  all ${counts.size}`);
}
