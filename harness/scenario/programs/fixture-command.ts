// A fixture's command for one program of a scenario: arguments filled in, units converted, places named.

import type { Payload } from '../../kinds/words.js';
import { isFile } from '../files.js';
import { didYouMean } from '../text/near.js';
import type { ProblemText } from '../text/problem-list.js';
import { withOrigin } from '../shape/origin.js';
import { spanOfPart } from '../shape/shape.js';
import { childOf, entriesOf, entryOf, plainOf, type Entry } from '../text/tree.js';
import { readArgument, writeArgument, type ArgumentValue } from './arguments.js';
import type { Fixture } from './fixture.js';
import type { ProgramReading } from './draft-programs.js';
import type { LinkNames } from './read-programs.js';

export interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, Payload>>;
}

export function commandOf(program: Entry, fixture: Fixture, links: LinkNames, reading: ProgramReading): Command {
  const values = readValues(program, fixture, reading);
  const link = chooseLink(program, fixture, { values, links }, reading);
  const fill = (text: string): string =>
    text.replace(PLACE, (place, inner: string | undefined) =>
      inner === undefined ? place : (fillIn(inner.trim(), program.key, { values, link }) ?? place),
    );
  // A default may itself name the link: `default: "${link.port}"`.
  const fillTwice = (text: string): string => fill(fill(text));
  const words = fixture.run.flatMap((word) => (typeof word === 'string' ? [word] : isGiven(word, values) ? word : []));
  return {
    argv: words.filter((word) => !isSilentFlag(word, values)).map(fillTwice),
    env: Object.fromEntries(Object.entries(fixture.env).map(([name, value]) => [name, fillTwice(value)])),
    files: Object.fromEntries(
      [...values].flatMap(([name, argument]) => (argument.type === 'payload' ? [[name, argument.value]] : [])),
    ),
  };
}

/** `$${` is a literal `${`, and what stands behind it is none. */
const PLACE = /\$\$\{|\$\{([^{}]*)\}/g;

type Values = ReadonlyMap<string, ArgumentValue>;

interface Filling {
  readonly values: Values;
  /** Name of the link that the program connects to. */
  readonly link: string | undefined;
}

function fillIn(inner: string, self: string, { values, link }: Filling): string | undefined {
  const [name = '', unit] = inner.split(':');
  const [subject, what = ''] = name.split('.');
  if (subject === 'self') return `\${${self}.${what}}`;
  if (subject === 'link') {
    const given = values.get(what);
    return given === undefined
      ? link === undefined
        ? undefined
        : `\${${link}.${what}}`
      : writeArgument(what, given, undefined);
  }
  const value = subject === 'args' ? values.get(what) : undefined;
  return value === undefined ? undefined : writeArgument(what, value, unit);
}

const argumentsIn = (word: string): readonly string[] =>
  [...word.matchAll(/\$\{\s*args\.([^:{}\s]*)/g)].map(([, name]) => name ?? '');

const isGiven = (group: readonly string[], values: Values): boolean =>
  group
    .flatMap(argumentsIn)
    .every((name) => (values.get(name)?.type === 'flag' ? values.get(name)?.value === true : values.has(name)));

/** `${args.once}` alone: `--once` if the flag is true, nothing at all if it is not. */
function isSilentFlag(word: string, values: Values): boolean {
  const name = /^\$\{\s*args\.([^:{}\s]*)\s*\}$/.exec(word)?.[1];
  const value = name === undefined ? undefined : values.get(name);
  return value?.type === 'flag' && !value.value;
}

/** What the scenario gives, over the defaults. */
function readValues(program: Entry, fixture: Fixture, { problems, folder }: ProgramReading): Values {
  const values = new Map<string, ArgumentValue>();
  const given = childOf(program.value, 'args');
  const implicit = fixture.usesLink ? (['host', 'port'] as const).filter((name) => !fixture.args.has(name)) : [];
  for (const { key, keySpan } of entriesOf(given)) {
    if (!fixture.args.has(key) && !implicit.some((name) => name === key)) {
      problems.add(keySpan, unknownArgument(key, fixture, implicit));
    }
  }
  const known = [
    ...[...fixture.args].map(([name, { type }]) => ({ name, type })),
    ...implicit.map((name) => ({ name, type: name })),
  ];
  for (const { name, type } of known) {
    const entry = entryOf(given, name);
    const argument = fixture.args.get(name);
    if (entry === undefined) {
      const fallback = argument?.default ?? (type === 'flag' ? ({ type, value: false } as const) : undefined);
      if (fallback !== undefined) values.set(name, fallback);
      else if (argument !== undefined && !argument.optional) problems.add(program.keySpan, lacks(name, type, fixture));
      continue;
    }
    const reading = readArgument(type, plainOf(entry.value), { folder, isFile });
    if ('value' in reading) values.set(name, reading.value);
    else
      problems.addUnlessKnown(spanOfPart(entry, reading.at ?? []), {
        ...withOrigin(reading.problem, entry.value, problems),
        message: `the argument \`${name}\`: ${reading.problem.message}`,
      });
  }
  return values;
}

function unknownArgument(name: string, fixture: Fixture, implicit: readonly string[]): ProblemText {
  const known = [...fixture.args.keys(), ...implicit];
  const hint = didYouMean(name, known);
  return {
    message: `the fixture ${fixture.name} has no argument "${name}"`,
    expected: known.length === 0 ? 'no arguments' : `one of ${known.join(', ')}`,
    found: name,
    ...(hint === undefined ? {} : { hint }),
  };
}

const lacks = (name: string, type: string, fixture: Fixture): ProblemText => ({
  message: `the fixture ${fixture.name} needs the argument "${name}"`,
  expected: `\`args: { ${name}: … }\`, a ${type}`,
  found: 'no such argument',
});

/** Not given at all, or by a default that itself says `${link.host}`. */
const refersToLink = (argument: ArgumentValue | undefined): boolean =>
  argument === undefined || (typeof argument.value === 'string' && argument.value.includes('${link.'));

/** The scenario's only link that does not lead to the program itself. */
function chooseLink(
  program: Entry,
  fixture: Fixture,
  { values, links }: { readonly values: Values; readonly links: LinkNames },
  { problems }: ProgramReading,
): string | undefined {
  const isPlace = (name: string): boolean => refersToLink(values.get(name));
  if (!fixture.usesLink || (!isPlace('host') && !isPlace('port'))) return undefined;
  const candidates = links.names.filter(({ to }) => to !== program.key).map(({ name }) => name);
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) {
    links.mention(only);
    return only;
  }
  if (!links.areSound) return undefined;
  const example = only ?? 'server';
  problems.add(program.keySpan, {
    message:
      only === undefined
        ? `"${program.key}" connects to a link, and there is none`
        : `"${program.key}" connects to a link, and there is more than one`,
    expected: only === undefined ? '`links: { wire: { to: server } }`' : 'one link, or an address',
    found: only === undefined ? 'no link' : candidates.join(', '),
    hint: `${only === undefined ? 'or ' : ''}give it an address: \`args: { host: "\${${example}.host}", port: "\${${example}.port}" }\``,
  });
  return undefined;
}
