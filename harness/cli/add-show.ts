// The options of `guasto show`.

import type { Command } from 'commander';
import type { ShowFlags } from './show-command.js';

const EXAMPLES = `
Examples:
  $ guasto show                                  the report of the newest run
  $ guasto show recv-late-reply                  the picture of a scenario in it, by file, title or a part of one
  $ guasto show 2026-11-24T07-39                 an older run, by its name or the beginning of it, or by its folder
  $ guasto show 2026-11-24T07-39 recv-late-reply
  $ guasto show --print                          only say where it is`;

export function addShow(guasto: Command): void {
  guasto
    .command('show')
    .description('open a report in the browser')
    .argument('[run]', 'name or folder of a run; default: the newest')
    .argument('[scenario]', 'the picture of this scenario: its title, its file, or a part of one')
    .option('--print', 'print the URL, open nothing')
    .option('--reports <folder>', 'where runs wrote', 'reports')
    .addHelpText('after', EXAMPLES)
    .action(async (run: string | undefined, scenario: string | undefined, flags: ShowFlags) => {
      const { showCommand } = await import('./show-command.js');
      await showCommand(run, scenario, flags);
    });
}
