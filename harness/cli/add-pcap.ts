// The options of `guasto pcap`.

import type { Command } from 'commander';
import type { PcapFlags } from './pcap-command.js';

const EXAMPLES = `
Examples:
  $ guasto pcap reports/<run>/<scenario>             writes wire.pcapng beside the record
  $ guasto pcap old.jsonl -o old.pcapng
  $ guasto pcap recv-late-reply                      a scenario of the newest run

The file is told again from what the proxy's tap recorded, and says so: each connection is two TCP connections, one on each
side of the proxy; times, sizes, order, FIN and RST are as recorded, faults are comments; sequence numbers and ACKs are made
up but consistent; a payload is there as far as it was recorded. For a real capture, a scenario says \`capture: pcap\`.`;

export function addPcap(guasto: Command): void {
  guasto
    .command('pcap')
    .description('export what passed the wire in a run, for Wireshark')
    .argument('<record>', 'a record, its folder, or a scenario of the newest run')
    .option('-o, --output <file>', 'where to write it (default: wire.pcapng beside the record)')
    .option('--reports <folder>', 'where runs wrote', 'reports')
    .addHelpText('after', EXAMPLES)
    .action(async (named: string, flags: PcapFlags) => {
      const { pcapCommand } = await import('./pcap-command.js');
      pcapCommand(named, flags);
    });
}
