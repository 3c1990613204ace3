// `guasto show`: the report of an invocation, or the picture of one of its scenarios, in the browser.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findInvocation, findRuns, newestWithResults, PAGES } from './find-report.js';
import { Mistake } from './mistake.js';
import { openInBrowser } from './open-in-browser.js';

export interface ShowFlags {
  readonly print?: boolean;
  readonly reports: string;
}

const PICTURES = ['timeline.html', 'timeline.svg'] as const;

/** Prints the page's URL, and opens it unless --print is given or there is no browser. Throws Mistake. */
export async function showCommand(
  run: string | undefined,
  scenario: string | undefined,
  flags: ShowFlags,
): Promise<void> {
  const url = pathToFileURL(pageFor(run, scenario, flags.reports)).href;
  process.stdout.write(`${url}\n`);
  if (flags.print !== true) await openInBrowser(url);
}

function pageFor(run: string | undefined, scenario: string | undefined, reports: string): string {
  if (run === undefined || scenario !== undefined) return pageOf(findInvocation(run, reports), scenario);
  // One name alone may be that of a scenario of the newest run.
  try {
    return pageOf(findInvocation(run, reports), undefined);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const newest = newestWithResults(reports);
    try {
      return pageOf(newest, run);
    } catch (other) {
      throw other instanceof Mistake ? new Mistake(`${error.message}\nand ${other.message}`) : other;
    }
  }
}

function pageOf(invocation: string, scenario: string | undefined): string {
  if (scenario === undefined) return existing(invocation, PAGES);
  const [{ folder }] = findRuns(invocation, scenario);
  return existing(folder, PICTURES);
}

function existing(folder: string, names: readonly string[]): string {
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Mistake(`expected one of ${names.join(', ')} in ${folder}, found none of them`);
}
