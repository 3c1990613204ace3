// The `prove` command and its options.

import { Option, type Command } from 'commander';
import { count, url, whole } from './option-values.js';
import type { ProveFlags } from './prove-flags.js';

const PROVE_EXAMPLES = `
Examples:
  $ guasto prove                                 every scenario in scenarios/
  $ guasto prove scenarios/recv -g stream        those in a folder whose title, file or tags match
  $ guasto prove --mutant forgets-settimeout     only this mutant, wherever it is listed
  $ guasto prove --list                          what would be run

For each scenario: its control (the same steps without the faults: the programs must come through), itself (must hold), and
each of its mutants (must break, at the piece that the scenario names). reports/<run>/prove.html shows behaviour × mutant.

Exit codes:
  0  all as it must be
  1  a mutant survives or breaks elsewhere, or a scenario or its control breaks
  2  a mistake in a file or an option    3  inconclusive    4  unsupported here, under --strict    130  interrupted`;

export function addProve(guasto: Command): void {
  guasto
    .command('prove')
    .description('prove that scenarios can be trusted: controls hold, and every mutant is caught')
    .argument('[paths...]', 'scenario files or folders; file.scenario.yaml:12 is the scenario at line 12', [
      'scenarios',
    ])
    .option('-g, --grep <regex>', 'only scenarios whose title, file or tags match')
    .option('--mutant <name>', 'only mutants of this name, and the scenarios that list one')
    .option('--concurrency <n>', 'how many runs at once (default: 4 a CPU)', count)
    .option('--list', 'list what would be run, run nothing')
    .addOption(
      new Option('--toxiproxy <url>', 'drive this running Toxiproxy, such as http://127.0.0.1:8474').argParser(url),
    )
    .addOption(new Option('--toxiproxy-server <path>', 'start this toxiproxy-server').conflicts('toxiproxy'))
    .option('--seed <n>', 'seed of everything random (default: 1)', whole)
    .option('--keep', 'keep scratch folders (payload files, patched programs)')
    .option('--strict', 'fail where this machine lacks what a scenario needs')
    .option('--reports <folder>', 'where each run makes its folder', 'reports')
    .addHelpText('after', PROVE_EXAMPLES)
    .action(async (paths: readonly string[], flags: ProveFlags) => {
      const { proveCommand } = await import('./prove-command.js');
      await proveCommand(paths, flags);
    });
}
