// The command that runs just this scenario (this row of its matrix, this variant) again, as it was run.

import type { Scenario } from '../scenario/scenario.js';
import { shellWord } from '../vocabulary/shell-word.js';
import type { EngineOptions } from './job.js';

export function repeatCommand(
  scenario: Scenario,
  { seed, toxiproxy }: Pick<EngineOptions, 'seed' | 'toxiproxy'>,
): string {
  return [
    ...whatToRun(scenario),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(toxiproxy.kind === 'url' ? [`--toxiproxy ${shellWord(toxiproxy.url)}`] : []),
    ...(toxiproxy.kind === 'server' ? [`--toxiproxy-server ${shellWord(toxiproxy.path)}`] : []),
  ].join(' ');
}

function whatToRun({ identity }: Scenario): readonly string[] {
  const { variant, file, line, row, title } = identity;
  const place = shellWord(`${file}:${line}`);
  if (variant?.kind === 'mutant') return [`npx guasto prove ${place} --mutant ${shellWord(variant.name)}`];
  if (variant?.kind === 'syscalls') {
    const { programs, failure } = variant;
    const only = failure && `${programs.join(',')}:${failure.syscall}:${failure.nth}:${failure.errno}`;
    return [
      `npx guasto fail-calls ${place}`,
      ...(row === undefined ? [] : [`--row ${row + 1}`]),
      ...(only === undefined ? [] : [`--only ${shellWord(only)}`]),
    ];
  }
  if (variant !== undefined) return [`npx guasto prove ${place}`];
  // All rows of a matrix stand at one line; their titles tell them apart.
  return [`npx guasto run ${place}`, ...(row === undefined ? [] : [`--grep ${shellWord(escapeRegExp(title))}`])];
}

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
