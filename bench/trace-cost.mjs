// What each tracer costs a program: 4 socket calls a round over a socket pair of its own process, and a start that does nothing.
// All tracers in turn in every round, so that whatever else the machine does hits them alike; the ratio is to none.
//
//   node bench/trace-cost.mjs [rounds]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = (path) => require(join(root, process.env.GUASTO_DIST ?? 'dist', path));
const { pythonCalls } = compiled('kinds/observers/python-calls.js');
const { straceCalls } = compiled('kinds/observers/strace-calls.js');
const { FIFO } = compiled('kinds/observers/observer.js');
const { Recorder } = compiled('record/recorder.js');
const { openFifo } = compiled('run/fifo.js');
const { CommandResolver } = compiled('run/resolve-command.js');
const { readWallClock } = compiled('run/wall-clock.js');
const { probeStrace } = compiled('run/strace.js');

const CALLS = 4 * 1000;
const PROGRAM = `
import socket, time
listener = socket.create_server(("127.0.0.1", 0))
here = socket.create_connection(listener.getsockname())
there, _ = listener.accept()
for rounds in (50, ${CALLS / 4}):
    began = time.perf_counter()
    for _ in range(rounds):
        here.sendall(b"x"); there.recv(10); there.sendall(b"y"); here.recv(10)
print(time.perf_counter() - began)
`;

const rounds = Number(process.argv[2] ?? 8);
const python = (await new CommandResolver().resolve('python3', process.cwd())).file;
const probed = await probeStrace();
const folder = mkdtempSync(join(tmpdir(), 'guasto-bench-'));
const strace = (tool) => straceCalls(tool, { tellsCalls: true, tellsSyscalls: false });
const tracers = new Map([
  ['none', undefined],
  ['python shim', pythonCalls],
  ...('tool' in probed
    ? [
        ['strace', strace({ ...probed.tool, hasSeccompBpf: false })],
        ...(probed.tool.hasSeccompBpf ? [['strace --seccomp-bpf', strace(probed.tool)]] : []),
      ]
    : []),
]);
if ('missing' in probed) console.log(`without strace: ${probed.missing}`);

const perCall = new Map([...tracers.keys()].map((name) => [name, []]));
const starts = new Map([...tracers.keys()].map((name) => [name, []]));
try {
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, observer] of tracers) {
      const { stdout } = await run(['-c', PROGRAM], observer);
      const { wallMs } = await run(['-c', 'pass'], observer);
      if (round < 0) continue;
      perCall.get(name).push((Number(stdout) / CALLS) * 1e6);
      starts.get(name).push(wallMs);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

console.log(
  `${'tracer'.padEnd(22)}µs per call: median (min), ratio   start of python -c pass, ms: median (min), ratio`,
);
for (const name of tracers.keys()) {
  const [calls, start] = [perCall, starts].map((all) => describe(all.get(name), all.get('none')));
  console.log(`${name.padEnd(22)}${calls.padEnd(36)}${start}`);
}

function describe(values, base) {
  // Of the same round: the ratios differ less than the times.
  const ratio = median(values.map((value, round) => value / base[round]));
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)}), ${ratio.toFixed(1)}`;
}

async function run(argv, observer) {
  const equipment = observer?.equip(process.env) ?? { env: {}, descriptors: [] };
  const fifo = equipment.wrap === undefined ? undefined : await openFifo(folder);
  const command = [...(fifo === undefined ? [] : equipment.wrap(fifo.path)), python, ...argv];
  const stdio = ['ignore', 'pipe', 'inherit', ...(equipment.descriptors.includes(3) ? ['pipe'] : [])];
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { env: { ...process.env, ...equipment.env }, stdio });
  const hand = observer?.attach(targetOf(child.pid), new Recorder().emit);
  child.stdio[3]?.on('data', (bytes) => hand(3, bytes));
  fifo?.readable.on('data', (bytes) => hand(FIFO, bytes));
  fifo?.readable.once('data', fifo.release);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  const [code] = await once(child, 'exit');
  const wallMs = performance.now() - began;
  fifo?.release();
  if (code !== 0) throw new Error(`python ended with ${code}`);
  if (fifo !== undefined && !fifo.readable.closed) await once(fifo.readable, 'close');
  return { stdout, wallMs };
}

function targetOf(pid) {
  const recorder = new Recorder();
  return {
    program: 'bench',
    run: 1,
    pid,
    now: () => recorder.now(),
    at: (us) => recorder.at(us),
    wallClock: () => readWallClock((us) => recorder.at(us)),
    runDelayUs: () => undefined,
  };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
