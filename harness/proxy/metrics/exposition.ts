// GET /metrics in Prometheus' text format 0.0.4: Toxiproxy's own counters, connections (ours), and what the process uses,
// under the names of Prometheus' process collector. Toxiproxy's go_ metrics have no counterpart here.

import { readdirSync, readFileSync } from 'node:fs';
import type { Stream } from '../../vocabulary/network.js';
import type { Metrics, Series } from './metrics.js';

export interface MetricKinds {
  /** Bytes and connections of every proxy. */
  readonly proxy: boolean;
  /** The process: memory, CPU, descriptors, the event loop's lag. */
  readonly runtime: boolean;
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly (readonly [labels: string, value: number])[];
}

export function expose(metrics: Metrics, kinds: MetricKinds, lagUs: () => number): string {
  const told = [...(kinds.proxy ? proxyMetrics(metrics) : []), ...(kinds.runtime ? runtimeMetrics(lagUs()) : [])];
  return told.map(textOf).join('');
}

function textOf({ name, help, type, samples }: Metric): string {
  const lines = samples.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function proxyMetrics(metrics: Metrics): readonly Metric[] {
  const all = metrics.all();
  const bytes = (name: string, help: string, of: 'receivedBytes' | 'sentBytes'): Metric => ({
    name: `toxiproxy_proxy_${name}_bytes_total`,
    help,
    type: 'counter',
    samples: all.flatMap((series) =>
      (['downstream', 'upstream'] as const).map((stream) => [labelsOf(series, stream), series[stream][of]] as const),
    ),
  });
  const count = (name: string, help: string, type: Metric['type'], of: (series: Series) => number): Metric => ({
    name: `guasto_proxy_${name}`,
    help,
    type,
    samples: all.map((series) => [labelsOf(series), of(series)] as const),
  });
  const open = ({ opened, closed }: Series): number => opened - closed;
  return [
    bytes('received', 'Bytes read from the source of a stream.', 'receivedBytes'),
    bytes('sent', 'Bytes handed to the kernel for the sink of a stream.', 'sentBytes'),
    count('connections_total', 'Connections that were accepted.', 'counter', ({ opened }) => opened),
    count('connections_open', 'Connections of which a socket is still open.', 'gauge', open),
    count('dials_failed_total', 'Connections whose upstream could not be reached.', 'counter', (one) => one.dialFailed),
  ];
}

function labelsOf({ labels }: Series, direction?: Stream): string {
  const all = { ...(direction === undefined ? {} : { direction }), ...labels };
  return Object.entries(all)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`)
    .join(',');
}

const escaped = (character: string): string => (character === '\n' ? '\\n' : `\\${character}`);

function runtimeMetrics(lagUs: number): readonly Metric[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const gauge = (name: string, help: string, value: number | undefined): readonly Metric[] =>
    value === undefined ? [] : [{ name, help, type: 'gauge', samples: [['', value]] }];
  const cpu = 'Total user and system CPU time spent in seconds.';
  return [
    { name: 'process_cpu_seconds_total', help: cpu, type: 'counter', samples: [['', (user + system) / 1e6]] },
    ...gauge('process_max_fds', 'Maximum number of open file descriptors.', maxDescriptors()),
    ...gauge('process_open_fds', 'Number of open file descriptors.', openDescriptors()),
    ...gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', rss),
    ...gauge(
      'process_start_time_seconds',
      'Start time of the process since unix epoch in seconds.',
      Math.round(Date.now() - process.uptime() * 1000) / 1000,
    ),
    ...gauge('nodejs_heap_size_used_bytes', 'Heap of the proxy’s thread in bytes.', heapUsed),
    ...gauge('nodejs_external_memory_bytes', 'Memory of buffers in bytes.', external),
    ...gauge('nodejs_eventloop_lag_seconds', 'Longest lag of the proxy’s thread since the last look.', lagUs / 1e6),
    { name: 'nodejs_version_info', help: 'Node.', type: 'gauge', samples: [[`version="${process.version}"`, 1]] },
  ];
}

/** undefined where there is no /proc. */
function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

function maxDescriptors(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
