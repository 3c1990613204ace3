// What `defineScenarios` accepts, and what it makes of it.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { ReporterDescription } from '@playwright/test';
import type { EngineOptions, ToxiproxyChoice } from '../engine/job.js';

export interface ScenarioOptions {
  /** Folder of the `*.scenario.yaml` files, relative to the configuration file. Default: `scenarios`. */
  readonly dir?: string;
  /**
   * `pooled` (default): one engine process runs the scenarios, many at once, and the tests await its results.
   * `live`: each Playwright worker runs its own scenarios, one at a time. UI mode is always live.
   */
  readonly mode?: 'pooled' | 'live';
  /** How many scenarios run at once in pooled mode. Default: 16 for each CPU, since most of their time is waiting. */
  readonly concurrency?: number;
  /** Default: the embedded one. `{ url }` drives a running Toxiproxy, `{ server }` starts that `toxiproxy-server`. */
  readonly toxiproxy?: 'embedded' | { readonly url: string } | { readonly server: string };
  /** Folder in which each invocation makes its own, relative to the configuration file. Default: `reports`. */
  readonly reports?: string;
  /** A scenario that needs what this machine lacks fails instead of being skipped. */
  readonly strict?: boolean;
  /** Seed of everything random, stated in each record. Default: 1, so that a run does what the run before did. */
  readonly seed?: number;
  /** Keep each run's scratch folder (payload files, patched programs). */
  readonly keep?: boolean;
  /** Which of guasto's reporters print to the terminal. Default: `terminal`. */
  readonly print?: readonly string[];
  /** Playwright's reporters, after guasto's own. Default: `html`, never opened by itself. */
  readonly reporter?: readonly (readonly [string] | readonly [string, unknown])[];
  /**
   * A failed test normally costs Playwright a new worker, half a second. In pooled mode nothing of a failure stays in the
   * worker, so guasto keeps it, by a means that Playwright does not document. `false` switches that off.
   */
  readonly keepWorkers?: boolean;
  /** Folder that `dir` and `reports` are relative to. Default: that of the configuration file. */
  readonly root?: string;
}

const SCENARIOS_PER_CPU = 16;

export const defaultConcurrency = (): number => SCENARIOS_PER_CPU * availableParallelism();

/** `reportsFolder` is this invocation's own. */
export function engineOptions(options: ScenarioOptions, root: string, reportsFolder: string): EngineOptions {
  return {
    reportsFolder,
    concurrency: options.mode === 'live' ? 1 : (options.concurrency ?? defaultConcurrency()),
    toxiproxy: toxiproxyChoice(options.toxiproxy ?? 'embedded', root),
    seed: options.seed,
    keep: options.keep ?? false,
    strict: options.strict ?? false,
  };
}

function toxiproxyChoice(toxiproxy: NonNullable<ScenarioOptions['toxiproxy']>, root: string): ToxiproxyChoice {
  if (toxiproxy === 'embedded') return { kind: 'embedded' };
  if ('url' in toxiproxy) return { kind: 'url', url: toxiproxy.url };
  return { kind: 'server', path: resolve(root, toxiproxy.server) };
}

/** Ours first: it restores true timings and outcomes before the others see them. */
export function reporterList(options: ScenarioOptions): ReporterDescription[] {
  const others = options.reporter ?? [['html', { open: 'never' }] as const];
  const ours: ReporterDescription = [require.resolve('./reporter.js'), { print: options.print ?? ['terminal'] }];
  return [ours, ...others.map(([name, arg]): ReporterDescription => (arg === undefined ? [name] : [name, arg]))];
}
