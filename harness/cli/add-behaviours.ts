// The `behaviours` command and its options.

import type { Command } from 'commander';
import type { BehavioursFlags } from './behaviours-command.js';

const BEHAVIOURS_EXAMPLES = `
Examples:
  $ guasto behaviours                                  the whole catalogue
  $ guasto behaviours --call recv --tier core          of one call, of one tier
  $ guasto behaviours --unproven                       those that no scenario proves yet
  $ guasto behaviours TIME_WAIT                        those whose id, claim or source says so
  $ guasto behaviours recv-timeout-raises-timeouterror  one: claim, source, how it is proven, which mutants it catches`;

export function addBehaviours(guasto: Command): void {
  guasto
    .command('behaviours')
    .description('list the documented behaviours, with what proves them, or explain one')
    .argument('[texts...]', 'an id, or texts that must all stand in id, claim or source')
    .option('--call <name>', 'only those of this call, such as recv')
    .option('--tier <tier>', 'only core, adjacent or advanced ones')
    .option('--unproven', 'only those that no scenario proves')
    .option('--json', 'as JSON')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--reports <folder>', 'where runs wrote', 'reports')
    .addHelpText('after', BEHAVIOURS_EXAMPLES)
    .action(async (texts: readonly string[], flags: BehavioursFlags) => {
      const { behavioursCommand } = await import('./behaviours-command.js');
      behavioursCommand(texts, flags);
    });
}
