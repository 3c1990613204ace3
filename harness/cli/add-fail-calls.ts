// The `fail-calls` command and its options.

import type { Command } from 'commander';
import type { FailCallsFlags } from './fail-calls-flags.js';
import { count, whole } from './option-values.js';

const FAIL_CALLS_EXAMPLES = `
Examples:
  $ guasto fail-calls scenarios/recv/end-of-stream.scenario.yaml --program client
  $ guasto fail-calls FILE --calls recv,send --errnos ECONNRESET,EINTR
  $ guasto fail-calls FILE --fail-on crashed,hung,lost-data
  $ guasto fail-calls FILE --resume              go on with the newest that was interrupted

The scenario must hold. It is then run once for each socket call that its programs make and each error that the call may
plausibly meet, with strace making just that call fail. The fates:
  crashed, hung, lost-data    what a program should not do
  handled, unharmed           it ended in words of its own, or came through
  missed, doubtful            the call was not made this time; the run itself failed

Exit codes:
  0  done    1  a fate of --fail-on, or the scenario is broken    2  a mistake, or no call to fail
  3  inconclusive: the scenario, or under --fail-on a run with a failure    130  interrupted`;

export function addFailCalls(guasto: Command): void {
  guasto
    .command('fail-calls')
    .description('make every socket call of a scenario fail once, and see what becomes of its programs')
    .argument('<scenario>', 'a scenario file; file.scenario.yaml:12 is the scenario at line 12')
    .option('--row <n>', 'of a matrix, this row, from 1', count)
    .option('--program <names>', 'whose calls fail, comma-separated (default: all)')
    .option('--calls <names>', 'only these calls (recv) or system calls (recvfrom), comma-separated')
    .option('--errnos <names>', 'these errors instead of those that are plausible for each call')
    .option('--only <failure>', 'only this one, as a report names it: client:recvfrom:3:ECONNRESET')
    .option('--limit <n>', 'at most so many runs', count, 300)
    .option('--fail-on <fates>', 'exit with 1 when there is one of these: crashed,hung,lost-data')
    .option('--resume [folder]', 'go on with a run that was interrupted (default: the newest)')
    .option('--concurrency <n>', 'how many runs at once (default: 4 a CPU)', count)
    .option('--seed <n>', 'seed of everything random (default: 1)', whole)
    .option('--reports <folder>', 'where each run makes its folder', 'reports')
    .addHelpText('after', FAIL_CALLS_EXAMPLES)
    .action(async (scenario: string, flags: FailCallsFlags) => {
      const { failCallsCommand } = await import('./fail-calls-command.js');
      await failCallsCommand(scenario, flags);
    });
}
