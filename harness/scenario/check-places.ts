// Every `${name.port}` and `${name.host}` that is left when the params are filled in: does the name exist, has it a port?

import { didYouMean } from './text/near.js';
import type { ProblemList, ProblemText } from './text/problem-list.js';
import { substitute, type Resolved } from './text/substitute.js';
import type { Entry } from './text/tree.js';
import { Scope } from './words/names.js';

export interface Referable {
  readonly scope: Scope;
  readonly params: readonly string[];
}

export function checkPlaces(
  entries: readonly (Entry | undefined)[],
  referable: Referable,
  problems: ProblemList,
): void {
  for (const entry of entries) {
    if (entry !== undefined) substitute(entry.value, (inner) => check(inner, referable), problems);
  }
}

/** In a title or a claim only params are filled in: whatever else is left there was meant to be one. */
export function checkProse(
  entries: readonly (Entry | undefined)[],
  params: readonly string[],
  problems: ProblemList,
): void {
  const noNames = new Scope();
  for (const entry of entries) {
    if (entry === undefined) continue;
    substitute(
      entry.value,
      (inner) => (isParam(inner) ? { leave: true } : { problem: notAPlace(inner, noNames, params) }),
      problems,
    );
  }
}

/** An unknown one was reported when the params were filled in. */
const isParam = (inner: string): boolean => inner.startsWith('params.') || inner.startsWith('param.');

function check(inner: string, { scope, params }: Referable): Resolved {
  if (isParam(inner)) return { leave: true };
  const [name = '', what = '', ...rest] = inner.split('.');
  const [programs, links] = [scope.names?.programs, scope.names?.links];
  const program = programs?.get(name);
  if ((what !== 'port' && what !== 'host') || rest.length > 0) return { problem: notAPlace(inner, scope, params) };
  if (links?.has(name)) {
    scope.mention(name);
    return { leave: true };
  }
  if (program === undefined) return { problem: unknownPlace(inner, name, scope) };
  return program.listens ? { leave: true } : { problem: deaf(inner, name) };
}

function addressable(scope: Scope): readonly string[] {
  const listening = [...(scope.names?.programs ?? [])].filter(([, { listens }]) => listens).map(([name]) => name);
  return [...listening, ...(scope.names?.links.keys() ?? [])];
}

function notAPlace(inner: string, scope: Scope, params: readonly string[]): ProblemText {
  const places = addressable(scope).flatMap((name) => [`${name}.host`, `${name}.port`]);
  const known = [...params.map((name) => `params.${name}`), ...places];
  const hint = params.includes(inner)
    ? `did you mean \${params.${inner}}?`
    : (didYouMean(inner, known) ?? 'write $${ for the two characters themselves');
  const expected =
    known.length === 0 ? 'a param, or the host or port of a program or link' : `one of ${known.join(', ')}`;
  return { message: `"${inner}" is not something to refer to`, expected, found: inner, hint };
}

function unknownPlace(inner: string, name: string, scope: Scope): ProblemText {
  const known = addressable(scope);
  const hint = didYouMean(name, known);
  return {
    message: `there is no program or link "${name}"`,
    expected: known.length === 0 ? 'a program that listens, or a link' : `one of ${known.join(', ')}`,
    found: inner,
    ...(hint === undefined ? {} : { hint }),
  };
}

const deaf = (inner: string, name: string): ProblemText => ({
  message: `the program "${name}" has no port`,
  expected: 'a program that listens, or a link',
  found: inner,
  hint: `say \`listens: true\` where "${name}" is described, if it does`,
});
