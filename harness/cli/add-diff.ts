// The options of `guasto diff`.

import type { Command } from 'commander';
import type { DiffFlags } from './diff-command.js';

const EXAMPLES = `
Examples:
  $ guasto diff 2026-11-23 2026-11-24                    two runs, by their names or the beginnings of them, or by folder
  $ guasto diff 2026-11-23 2026-11-24 recv-late-reply    one scenario in them: its title, its file, or a part of one
  $ guasto diff old/record.jsonl new/record.jsonl        two records
  $ guasto diff 2026-11-23 2026-11-24 --html diff.html   a page with both pictures

It tells verdicts and ends of programs that are others, calls that are changed (≠), added (+) or gone (−), and durations that
moved (~) by more than both runs' measured noise explains and by more than 10 %. Ports are called by what listens there, and
bytes that come in several calls one after the other count as one.

Exit codes:
  0  the same    1  different    2  a mistake in an option`;

export function addDiff(guasto: Command): void {
  guasto
    .command('diff')
    .description('hold two runs against each other: verdicts, calls, durations')
    .argument('<a>', 'a run, or a record')
    .argument('<b>', 'another one')
    .argument('[scenario]', 'only this scenario of two runs')
    .option('--html <file>', 'write a page, too')
    .option('--reports <folder>', 'where runs wrote', 'reports')
    .addHelpText('after', EXAMPLES)
    .action(async (a: string, b: string, scenario: string | undefined, flags: DiffFlags) => {
      const { diffCommand } = await import('./diff-command.js');
      diffCommand([a, b], scenario, flags);
    });
}
