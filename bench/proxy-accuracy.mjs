// How exact the toxics are, ours beside the real Toxiproxy, in rounds: what a client measures, minus what the toxic says.
//
//   node bench/proxy-accuracy.mjs [--rounds N] [latency] [busy] [bandwidth] [slicer]      GUASTO_DIST=.build/mine measures another build

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { at, burn, median, openBed, peer } from './proxy/bed.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const rounds = Number(flags.rounds);
const wants = (section) => positionals.length === 0 || positionals.includes(section);
const ms = (us) => (us / 1000).toFixed(2);

const { ways, close } = await openBed();
const proxies = ways.filter(({ name }) => name !== 'direct');
try {
  if (wants('latency')) await latencies('idle');
  if (wants('bandwidth')) await bandwidths();
  if (wants('slicer')) await slices();
  if (wants('busy')) {
    const calm = burn(cpus().length);
    await latencies('with a process on every core that burns it');
    calm();
  }
} finally {
  close();
}

/** Error: the round trip under the toxic, minus the median of the same proxy's at 0 ms, minus the nominal. */
async function latencies(when) {
  console.log(`\nlatency, ${when}: error in ms, p50 / p99 / max`);
  for (const [latency, count] of [
    [1, 500],
    [10, 100],
    [100, 20],
    [1000, 3],
  ]) {
    const results = await inRounds(async (way) => {
      const zero = median(await peer('rtt', await way.portOf([toxic('latency', { latency: 0 })]), 300, 64));
      const times = await peer('rtt', await way.portOf([toxic('latency', { latency })]), count, 64);
      return times.map((time) => time - zero - latency * 1000);
    });
    tell(`${latency} ms`, results, (each) => {
      const errors = each.flat();
      return `${ms(at(errors, 0.5))} / ${ms(at(errors, 0.99))} / ${ms(Math.max(...errors))}`;
    });
  }
}

/** Error: from the first byte sent until the last one has arrived, against bytes / rate. */
async function bandwidths() {
  console.log('\nbandwidth: error of the time that the bytes take in %, median / worst');
  for (const [rate, bytes] of [
    [1, 2_000],
    [10, 20_000],
    [100, 200_000],
    [1_000, 2_000_000],
    [10_000, 20_000_000],
    [100_000, 200_000_000],
  ]) {
    const results = await inRounds(async (way) => {
      const us = await peer('paced', await way.portOf([toxic('bandwidth', { rate }, 'upstream')]), bytes);
      return (us / ((bytes / rate) * 1000) - 1) * 100;
    });
    tell(`${rate} KB/s`, results, (errors) => {
      const worst = errors.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0];
      return `${median(errors).toFixed(2)} / ${worst.toFixed(2)}`;
    });
  }
}

/** 64 pieces: the time from the first to the last, over the gaps between them. */
async function slices() {
  console.log('\nslicer: time between two of 64 pieces in µs, median of the rounds');
  for (const delay of [50, 100, 500, 1_000, 2_000, 10_000]) {
    const results = await inRounds(async (way) => {
      const port = await way.portOf([toxic('slicer', { average_size: 100, size_variation: 0, delay })]);
      return (await peer('slices', port, 6_400)).at(-1) / 63;
    });
    tell(`${delay} µs`, results, (gaps) => median(gaps).toFixed(0));
  }
}

async function inRounds(measure) {
  const results = new Map(proxies.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const way of proxies) results.get(way.name).push(await measure(way));
  }
  return results;
}

function tell(title, results, textOf) {
  const columns = [...results].map(([name, each]) => `${name} ${textOf(each)}`.padEnd(36));
  console.log(`  ${title.padStart(12)}   ${columns.join('').trimEnd()}`);
}

function toxic(type, attributes, stream = 'downstream') {
  return { type, stream, attributes };
}
