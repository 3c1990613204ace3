// What is asked of `guasto fail-calls`: which calls fail, how, at which fate it fails itself, and what to ask to go on.

import { FATES, type FailureResult } from '../explore/index.js';
import { didYouMean } from '../scenario/index.js';
import { errnoNames } from '../vocabulary/errno.js';
import { exitCodeOf } from '../vocabulary/outcome.js';
import { shellWord } from '../vocabulary/shell-word.js';
import type { FailCallsFlags } from './fail-calls-flags.js';
import { Mistake } from './mistake.js';

export const namesIn = (list: string | undefined): readonly string[] | undefined =>
  list
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

export function errnosIn(list: string | undefined): readonly string[] | undefined {
  const errnos = namesIn(list);
  for (const name of errnos ?? []) expectErrno('--errnos', name);
  return errnos;
}

/** As `keyOf` writes it. */
export function onlyIn(only: string | undefined): string | undefined {
  if (only === undefined) return undefined;
  const [, errno] = /^[^:]+:\w+:\d+:(\w+)$/.exec(only) ?? [];
  if (errno === undefined) {
    throw new Mistake(`--only: expected program:syscall:n:ERRNO, such as client:recvfrom:3:ECONNRESET, found ${only}`);
  }
  expectErrno('--only', errno);
  return only;
}

function expectErrno(option: string, name: string): void {
  if (errnoNames().includes(name)) return;
  throw new Mistake(`${option}: ${name} is no errno: ${didYouMean(name, errnoNames()) ?? 'such as ECONNRESET,EINTR'}`);
}

export function fatesIn(list: string | undefined): ReadonlySet<string> {
  const fates = namesIn(list) ?? [];
  const unknown = fates.find((fate) => !Object.hasOwn(FATES, fate));
  if (unknown !== undefined)
    throw new Mistake(`--fail-on: expected some of ${Object.keys(FATES).join(', ')}, found ${unknown}`);
  return new Set(fates);
}

/** Which choice fits none of the calls that were made; of what it could have been made. */
export function nothingToFail(made: readonly string[], programs: readonly string[], flags: FailCallsFlags): string {
  if (made.length === 0)
    return `there is nothing to fail: ${programs.join(', ')} made no socket call that can be failed`;
  const { only, calls } = flags;
  const [option, chosen] = only === undefined ? ['--calls', calls ?? ''] : ['--only', only];
  const hint = namesIn(calls)
    ?.map((name) => didYouMean(name, made))
    .find((near) => near !== undefined);
  return `${option}: ${chosen} fits no call of ${programs.join(', ')}, which made ${made.join(', ')}${hint === undefined ? '' : `: ${hint}`}`;
}

/** What was to be watched for and could not be is not absent. */
export function exitCodeFor(results: readonly Pick<FailureResult, 'fate'>[], failOn: ReadonlySet<string>): number {
  if (results.some(({ fate }) => failOn.has(fate))) return 1;
  const isDoubtful = failOn.size > 0 && results.some(({ fate }) => fate === 'doubtful');
  return exitCodeOf(isDoubtful ? 'inconclusive' : 'held', { strict: false });
}

/** As it was called, with all of its options: what is gone on with must be about the same calls. */
export const resumeCommand = (argv: readonly string[], folder: string): string =>
  ['npx guasto', ...[...argv.slice(2), '--resume', folder].map(shellWord)].join(' ');
