// `guasto proxy` and its options.

import { Option, type Command } from 'commander';
import { port, whole } from './option-values.js';
import type { ProxyFlags } from './proxy-command.js';

const PROXY_EXAMPLES = `
Examples:
  $ guasto proxy                                   its API on 127.0.0.1:8474
  $ guasto proxy --config proxies.json --metrics   proxies (and their toxics) from a file; GET /metrics
  $ curl -N http://127.0.0.1:8474/events           what happens on every connection, live

proxies.json, as toxiproxy-server takes it, and toxics:
  [{ "name": "db", "listen": "127.0.0.1:15432", "upstream": "127.0.0.1:5432",
     "toxics": [{ "type": "latency", "attributes": { "latency": 300 } }] }]

toxiproxy-server's flags are understood too (-host, -port, -config, -seed, -proxy-metrics, -runtime-metrics).`;

export function addProxy(guasto: Command): void {
  guasto
    .command('proxy')
    .description('start the embedded Toxiproxy alone: its HTTP API, for any Toxiproxy client')
    .option('--host <host>', 'address of the API', '127.0.0.1')
    .option('--port <port>', 'port of the API (0: any)', port, 8474)
    .option('--config <file>', 'JSON of the proxies that are there from the beginning')
    .option('--seed <n>', 'seed of toxicity, jitter and slices (default: a random one)', whole)
    .option('--metrics', 'serve /metrics for Prometheus: both of the following')
    .option('--proxy-metrics', 'serve /metrics: bytes and connections of every proxy')
    .option('--runtime-metrics', 'serve /metrics: memory, CPU, descriptors, lag')
    .addOption(
      new Option('--fin <way>', 'forward a FIN as a half-close, or as the end of the connection').choices([
        'half-close',
        'close',
      ]),
    )
    .addOption(
      new Option('--compat <way>', 'strict: the real Toxiproxy’s way wherever a program could depend on it').choices([
        'guasto',
        'strict',
      ]),
    )
    .addHelpText('after', PROXY_EXAMPLES)
    .action(async (flags: ProxyFlags) => {
      const { proxyCommand } = await import('./proxy-command.js');
      await proxyCommand(flags);
    });
}
