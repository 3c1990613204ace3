// Our proxy beside the real Toxiproxy and a direct connection, in one run: each round measures all three one after the other, so
// that whatever else the machine does concerns them alike. Figures are medians over the rounds; ratios are to direct in the same
// round; CPU is the proxy's own, which other work on the machine disturbs least.
//
//   node bench/proxy.mjs [--rounds N] [bulk] [rtt] [connect] [memory]      GUASTO_DIST=.build/mine measures another build

import { parseArgs } from 'node:util';
import { at, busyMemory, cpuSeconds, hold, median, openBed, peer, residentKiB } from './proxy/bed.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, mib: { type: 'string', default: '512' } },
});
const rounds = Number(flags.rounds);
const mib = Number(flags.mib);
const SECTIONS = ['bulk', 'rtt', 'connect', 'memory'];
const strange = positionals.filter((section) => !SECTIONS.includes(section));
if (strange.length > 0) throw new Error(`expected ${SECTIONS.join(', ')}, found ${strange.join(', ')}`);
const wants = (section) => positionals.length === 0 || positionals.includes(section);

const FAST = ['upstream', 'downstream'].flatMap((stream) => [
  { type: 'latency', name: `l-${stream}`, stream, attributes: { latency: 0 } },
  { type: 'bandwidth', name: `b-${stream}`, stream, attributes: { rate: 10_000_000 } },
]);
const WITH_FAST = ', latency 0 and bandwidth 10 GB/s both ways';

if (wants('memory')) await memories();
const { ways, close } = await openBed(['guasto', 'tapped', 'toxiproxy']);
try {
  if (wants('bulk')) {
    await bulk('bulk, 1 connection', 1, []);
    await bulk('bulk, 16 connections', 16, []);
    await bulk(`bulk, 1 connection${WITH_FAST}`, 1, FAST);
    await bulk(`bulk, 16 connections${WITH_FAST}`, 16, FAST);
  }
  if (wants('rtt')) {
    await roundTrips('round trip of 64 bytes', []);
    await roundTrips(`round trip of 64 bytes${WITH_FAST}`, FAST);
  }
  if (wants('connect')) await connections();
} finally {
  close();
}

async function bulk(title, connectionCount, toxics) {
  const results = await inRounds(ways, async (way) => {
    const port = await way.portOf(toxics);
    const { result, cpu } = await withCpu(way, () => peer('bulk', port, connectionCount, mib));
    return { rate: result, cpu: cpu / (mib / 1024) };
  });
  console.log(`\n${title}`);
  for (const [name, each] of results) {
    const line = [`${mb(median(each.map(({ rate }) => rate)))} MB/s`];
    if (name !== 'direct') {
      line.push(`${ratioToDirect(results, name, 'rate')} of direct`, `${medianOf(each, 'cpu').toFixed(2)} CPU s/GiB`);
    }
    tell(name, line);
  }
}

async function roundTrips(title, toxics) {
  const results = await inRounds(ways, async (way) => {
    const port = await way.portOf(toxics);
    const { result, cpu } = await withCpu(way, () => peer('rtt', port, 4000, 64));
    const times = result.slice(500);
    return { p50: at(times, 0.5), p99: at(times, 0.99), cpu: (cpu * 1e6) / result.length };
  });
  console.log(`\n${title}, µs`);
  for (const [name, each] of results) {
    const line = [`p50 ${medianOf(each, 'p50')}`, `p99 ${medianOf(each, 'p99')}`];
    if (name !== 'direct') {
      const added = (key) => median(each.map((one, round) => one[key] - results.get('direct')[round][key]));
      line.push(`added ${added('p50')} / ${added('p99')}`, `${medianOf(each, 'cpu').toFixed(0)} CPU µs`);
    }
    tell(name, line);
  }
}

async function connections() {
  const results = await inRounds(ways, async (way) => {
    const port = await way.portOf();
    const { result, cpu } = await withCpu(way, () => peer('connect', port, 3));
    return { rate: result, cpu: (cpu * 1e6) / (result * 3) };
  });
  console.log('\nconnections per second: connect, one round trip, close; 16 at a time');
  for (const [name, each] of results) {
    const line = [`${medianOf(each, 'rate').toFixed(0)}/s`];
    if (name !== 'direct') {
      line.push(`${ratioToDirect(results, name, 'rate')} of direct`, `${medianOf(each, 'cpu').toFixed(0)} CPU µs each`);
    }
    tell(name, line);
  }
}

/** In new processes each time: what a process once had it seldom gives back. */
async function memories() {
  const holding = (count, mode) => async (way, port) => {
    // What the first ones need beside themselves (pools, garbage) is there for all: it is what another one costs that counts.
    const releaseFirst = await hold(port, count, mode);
    const before = residentKiB(way.pid);
    const release = await hold(port, count, mode);
    const each = (residentKiB(way.pid) - before) / count;
    await Promise.all([releaseFirst(), release()]);
    return each;
  };
  for (const { title, measure } of [
    { title: 'memory of an idle connection', measure: holding(1000, 'E') },
    { title: 'memory of a connection whose reader does not read', measure: holding(100, 'N') },
    {
      title: 'memory of a connection that streams, at its worst',
      measure: (way, port) => busyMemory(way.pid, port, 100),
    },
  ]) {
    const results = await inRounds(['guasto', 'toxiproxy'], async (name) => {
      const bed = await openBed([name]);
      try {
        const [way] = bed.ways.filter(({ pid }) => pid !== undefined);
        if (way === undefined) return { each: NaN, base: NaN };
        const port = await way.portOf();
        await peer('rtt', port, 100, 64);
        const base = residentKiB(way.pid) / 1024;
        return { each: await measure(way, port), base };
      } finally {
        bed.close();
      }
    });
    console.log(`\n${title}`);
    for (const [name, each] of results) {
      tell(name, [`${medianOf(each, 'each').toFixed(1)} KiB`, `on ${medianOf(each, 'base').toFixed(0)} MiB`]);
    }
  }
}

/** For each of them by its name, one result a round. */
async function inRounds(among, measure) {
  const results = new Map(among.map((one) => [one.name ?? one, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const one of among) results.get(one.name ?? one).push(await measure(one));
  }
  return results;
}

async function withCpu({ pid }, measure) {
  const before = pid === undefined ? 0 : cpuSeconds(pid);
  const result = await measure();
  return { result, cpu: pid === undefined ? 0 : cpuSeconds(pid) - before };
}

function ratioToDirect(results, name, key) {
  return median(results.get(name).map((one, round) => one[key] / results.get('direct')[round][key])).toFixed(2);
}

function medianOf(each, key) {
  return median(each.map((one) => one[key]));
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(0);
}

function tell(name, line) {
  console.log(`  ${name.padEnd(10)} ${line.join('   ')}`);
}
