// The commands of `guasto` and their options; each command's body is a file of its own, loaded only when it is called.

import { Command, CommanderError, Option } from 'commander';
import { EXIT_AUTHORS_MISTAKE } from '../vocabulary/outcome.js';
import { outliveReader } from '../vocabulary/outlive-reader.js';
import { version } from '../version.js';
import { addBehaviours } from './add-behaviours.js';
import { addDiff } from './add-diff.js';
import { addFailCalls } from './add-fail-calls.js';
import { addMerge } from './add-merge.js';
import { addPcap } from './add-pcap.js';
import { addProve } from './add-prove.js';
import { addProxy } from './add-proxy.js';
import { addShow } from './add-show.js';
import { withTwoDashes } from './go-flags.js';
import { endWith } from './mistake.js';
import { count, port, shard, url, whole } from './option-values.js';
import type { RunFlags } from './run-flags.js';
import { settleColour } from './settle-colour.js';

const EXAMPLES = `
Examples:
  $ guasto run                                  every scenario in scenarios/
  $ guasto run scenarios/connect.scenario.yaml  one file (or folder, or file:line)
  $ guasto run -g timeout --repeat-each 20      those whose title matches, 20 times
  $ guasto run --reporter terminal,junit        print both; files are in reports/<run>/ anyway
  $ guasto run --toxiproxy http://127.0.0.1:8474
  $ guasto judge reports/<run>/<scenario>/record.jsonl
  $ guasto prove scenarios/recv                 that its wrong programs are caught
  $ guasto behaviours --unproven                what is documented and not proven yet

Exit codes of run and judge:
  0  held    1  broken    2  a mistake in a file or an option
  3  inconclusive: proves nothing    4  unsupported here, under --strict    130  interrupted`;

/** Parses the command line and does it. Sets process.exitCode; never throws for a mistake of the caller. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  outliveReader(process.stdout, process.stderr);
  try {
    await program().parseAsync(withTwoDashes(argv));
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_AUTHORS_MISTAKE;
    else endWith(error);
  }
}

function program(): Command {
  const guasto = new Command('guasto')
    .description('Runs scenarios: real programs, a broken wire between them, and what must be true afterwards.')
    .version(version())
    .exitOverride()
    .showSuggestionAfterError()
    .option('--color', 'colours, wherever the output goes (default: at a terminal, unless NO_COLOR is set)')
    .option('--no-color', 'no colours')
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', (program) => settleColour(program.opts<{ readonly color?: boolean }>().color))
    .addHelpText('after', EXAMPLES);
  addRun(guasto);
  addProve(guasto);
  addFailCalls(guasto);
  addBehaviours(guasto);
  addJudge(guasto);
  addShow(guasto);
  addDiff(guasto);
  addMerge(guasto);
  addPcap(guasto);
  addProxy(guasto);
  addLookups(guasto);
  return guasto;
}

function addRun(guasto: Command): void {
  guasto
    .command('run')
    .description('run scenario files as tests')
    .argument('[paths...]', 'scenario files or folders; file.scenario.yaml:12 is the scenario at line 12', [
      'scenarios',
    ])
    .option('-g, --grep <regex>', 'only those whose title or tags match')
    .option('-j, --workers <n>', 'how many scenarios at once; also the number of Playwright workers', count)
    .option('--concurrency <n>', 'how many scenarios at once, whatever the workers (default: 16 a CPU)', count)
    .option('--shard <i/n>', 'the i-th of n parts', shard)
    .option('--repeat-each <n>', 'run each n times', count)
    .option('--retries <n>', 'try a failed one again, at most n times', whole)
    .option('--last-failed', 'only those that failed in the last run')
    .option('-x', 'stop at the first failure')
    .option(
      '--reporter <names>',
      'comma-separated: terminal, json, junit, markdown, github, tap, or Playwright’s html, list, dot, line…',
    )
    .option('--list', 'list the tests, run nothing')
    .option('--ui', 'Playwright’s UI mode')
    .option('--ui-host <host>', 'serve UI mode to a browser tab, on this host')
    .option('--ui-port <port>', 'serve UI mode to a browser tab, on this port (0: any)', port)
    .addOption(
      new Option('--toxiproxy <url>', 'drive this running Toxiproxy, such as http://127.0.0.1:8474').argParser(url),
    )
    .addOption(new Option('--toxiproxy-server <path>', 'start this toxiproxy-server').conflicts('toxiproxy'))
    .option('--seed <n>', 'seed of everything random (default: 1)', whole)
    .option('--keep', 'keep scratch folders (payload files, patched programs)')
    .option('--strict', 'fail where this machine lacks what a scenario needs')
    .option('--reports <folder>', 'where each run makes its folder', 'reports')
    .action(async (paths: readonly string[], flags: RunFlags) => {
      const { runCommand } = await import('./run-command.js');
      await runCommand(paths, flags);
    });
}

function addJudge(guasto: Command): void {
  guasto
    .command('judge')
    .description('judge old records again, by the scenario files as they are now')
    .argument('<records...>', 'record.jsonl files, or folders that hold one')
    .option('--scenario <file>', 'judge by this scenario file instead of the one that the record names')
    .option('--strict', 'unsupported counts as a failure')
    .action(async (records: readonly string[], flags: { readonly scenario?: string; readonly strict?: boolean }) => {
      const { judgeCommand } = await import('./judge-command.js');
      await judgeCommand(records, flags);
    });
}

function addLookups(guasto: Command): void {
  guasto
    .command('check')
    .description('read scenario files and show every mistake; run nothing')
    .argument('[paths...]', 'scenario files or folders', ['scenarios'])
    .action(async (paths: readonly string[]) => {
      const { checkCommand } = await import('./check-command.js');
      checkCommand(paths);
    });
  guasto
    .command('kinds')
    .description('list what scenarios can use')
    .argument('[shelf]', 'toxics, faults, observers, expectations or reporters')
    .action(async (shelf: string | undefined) => {
      const { kindsCommand } = await import('./kinds-command.js');
      kindsCommand(shelf);
    });
  guasto
    .command('schema')
    .description('print the path of a JSON Schema: of scenario files, for editors, or of what runs write')
    .argument('[name]', 'scenario, fixture, behaviour, results or verdicts', 'scenario')
    .action(async (name: string) => {
      const { schemaCommand } = await import('./schema-command.js');
      schemaCommand(name);
    });
  guasto
    .command('doctor')
    .description('say what this machine can do, and why not')
    .option('--toxiproxy <url>', 'with this running Toxiproxy', url)
    .action(async (flags: { readonly toxiproxy?: string }) => {
      const { doctorCommand } = await import('./doctor-command.js');
      await doctorCommand(flags);
    });
}
