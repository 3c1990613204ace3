// The harness's own cost: wall time of the simplest scenario (a server comes up, a client exchanges one message, both end)
// against the same two programs started by a bare script that waits for the server in the same way. Paired: A B A B …
//
//   node bench/own-cost.mjs [rounds]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { openWorld, planRun, portsNeeded, readScenarioFile, run } = require(
  join(root, process.env.GUASTO_DIST ?? 'dist', 'index.js'),
);
const { ReadinessPoller } = require(join(root, process.env.GUASTO_DIST ?? 'dist', 'run/readiness.js'));

const rounds = Number(process.argv[2] ?? 30);
const { scenarios, problems } = readScenarioFile(join(root, 'bench/simplest.scenario.yaml'));
if (problems.length > 0) throw new Error(JSON.stringify(problems));
const [scenario] = scenarios;

const world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false });
const messageFile = join(world.scratchFolder, 'message');
writeFileSync(messageFile, 'ciao');
const ratios = [];
const times = { harness: [], bare: [] };
try {
  for (let round = -2; round < rounds; round += 1) {
    const harness = await timed(runInHarness);
    const bare = await timed(runBare);
    if (round < 0) continue;
    times.harness.push(harness);
    times.bare.push(bare);
    ratios.push(harness / bare);
  }
} finally {
  await world.close();
}
const show = (values) =>
  `${median(values).toFixed(1)} ms (min ${Math.min(...values).toFixed(1)}, max ${Math.max(...values).toFixed(1)})`;
console.log(`simplest scenario in the harness, trace on: ${show(times.harness)}`);
console.log(`the same two programs, bare script:         ${show(times.bare)}`);
console.log(`ratio, median of ${rounds} pairs:                 ${median(ratios).toFixed(2)}`);

async function runInHarness() {
  const lease = world.ports.lease(portsNeeded(scenario));
  const record = await run(planRun(scenario, { seed: 1, ports: lease.ports }), world);
  await lease.release();
  if (record.end.reason !== 'completed') throw new Error(JSON.stringify(record.events.slice(-20)));
}

async function runBare() {
  const lease = world.ports.lease(1);
  const [port] = lease.ports;
  const addresses = { server: { host: '127.0.0.1', port }, wire: { host: '127.0.0.1', port } };
  const argvOf = (name) =>
    scenario.programs
      .find((program) => program.name === name)
      .argv.map((argument) =>
        argument
          .replace(/\$\{(\w+)\.(host|port)\}/g, (_, of, what) => String(addresses[of][what]))
          .replace('${file:message}', messageFile),
      );
  const start = async (name) => {
    const [command, ...args] = argvOf(name);
    const { file } = await world.commands.resolve(command, root);
    return spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const server = await start('server');
  await new Promise((resolve) => new ReadinessPoller().watch(server.pid, port, resolve));
  const client = await start('client');
  client.stdout.resume();
  const [code] = await once(client, 'exit');
  if (code !== 0) throw new Error(`the client exited with ${code}`);
  server.kill('SIGKILL');
  await once(server, 'exit');
  await lease.release();
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
