// The options of `guasto merge`.

import type { Command } from 'commander';
import type { MergeFlags } from './merge-command.js';

const EXAMPLES = `
Examples:
  $ guasto merge shard-1 shard-2 shard-3         folders that hold a results.json
  $ guasto merge downloaded-artifacts            all that lie in a folder, as CI servers unpack them
  $ guasto merge shard-* --into reports/whole

Each shard: guasto run --shard 1/3 --reports shard-1. The merged folder has the same files as one machine's: index.html,
results.json, junit.xml, summary.md, results.tap, and each run's own folder. Playwright’s HTML report is merged by
\`npx playwright merge-reports\` from blob reports.

Exit codes: those of run, for the worst verdict.`;

export function addMerge(guasto: Command): void {
  guasto
    .command('merge')
    .description('join the reports of several invocations, such as the shards of one')
    .argument('<folders...>', 'folders of reports, or folders that hold such')
    .option('--into <folder>', 'where the merged reports go; empty or not there yet (default: a new one in reports)')
    .option('--reports <folder>', 'where a new folder is made', 'reports')
    .option('--strict', 'unsupported counts as a failure')
    .addHelpText('after', EXAMPLES)
    .action(async (folders: readonly string[], flags: MergeFlags) => {
      const { mergeCommand } = await import('./merge-command.js');
      mergeCommand(folders, flags);
    });
}
