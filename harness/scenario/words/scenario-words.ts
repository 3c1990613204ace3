// The words of kinds/words.ts, bound to the names of the scenario that is being read.

import type { z } from 'zod';
import type { Words } from '../../kinds/words.js';
import { didYouMean, nearest } from '../text/near.js';
import type { ProblemText } from '../text/problem-list.js';
import type { Scope } from './names.js';
import { payloadWord } from './payload-word.js';
import { quantityWord } from './quantity-word.js';
import { describeValue, word, type Reading } from './word.js';

/** Words that ask `scope` for names; `isFile` answers for payload files. Without names in the scope all are accepted. */
export function scenarioWords(scope: Scope, isFile: (path: string) => boolean): Words {
  return {
    duration: quantityWord('duration'),
    size: quantityWord('size'),
    rate: quantityWord('rate'),
    program: programWord(scope),
    link: linkWord(scope, { proxied: false }),
    proxiedLink: linkWord(scope, { proxied: true }),
    port: portWord(),
    payload: payloadWord(scope, isFile),
    stream: streamWord(),
  };
}

function programWord(scope: Scope): z.ZodType<string> {
  return word({ type: 'string', description: 'Name of a program of this scenario.' }, (written) => {
    const programs = scope.names?.programs;
    const links = scope.names?.links;
    return readName(written, 'program', programs, links?.has(String(written)) ? 'is a link' : undefined);
  });
}

function linkWord(scope: Scope, { proxied }: { readonly proxied: boolean }): z.ZodType<string> {
  const description = `Name of a link of this scenario${proxied ? ' (through Toxiproxy, not `via: direct`)' : ''}.`;
  return word({ type: 'string', description }, (written) => {
    const links = scope.names?.links;
    const isProgram = scope.names?.programs.has(String(written)) ? 'is a program' : undefined;
    const reading = readName(written, 'link', links, isProgram);
    if ('problem' in reading) return reading;
    scope.mention(reading.value);
    if (proxied && links?.get(reading.value)?.via === 'direct') return { problem: directLink(reading.value) };
    return reading;
  });
}

/** A name that must be one of `known` (any text if there are no names yet). */
export function readName(
  written: unknown,
  what: 'program' | 'link',
  known: ReadonlyMap<string, unknown> | undefined,
  instead?: string,
): Reading<string> {
  if (typeof written !== 'string') {
    const problem = {
      message: `expected the name of a ${what}`,
      expected: list(what, known),
      found: describeValue(written),
    };
    return { problem };
  }
  if (known === undefined || known.has(written)) return { value: written };
  const hint =
    didYouMean(written, known.keys()) ??
    (instead === undefined ? `add it under \`${what}s:\`` : `"${written}" ${instead}, not a ${what}`);
  return {
    problem: { message: `there is no ${what} "${written}"`, expected: list(what, known), found: written, hint },
  };
}

function list(what: string, known: ReadonlyMap<string, unknown> | undefined): string {
  const names = [...(known?.keys() ?? [])];
  return names.length === 0 ? `a name under \`${what}s:\`` : `one of ${names.join(', ')}`;
}

const directLink = (name: string): ProblemText => ({
  message: `the link "${name}" has no proxy in it`,
  expected: 'a link through Toxiproxy',
  found: `${name}: via direct`,
  hint: `leave out \`via: direct\` at "${name}", or use another link`,
});

function portWord(): z.ZodType<number> {
  const documentation = {
    description: 'A port: a number, or `${server.port}` of a program or link.',
    anyOf: [
      { type: 'integer', minimum: 1, maximum: 65535 },
      { type: 'string', pattern: String.raw`^\$\{[^{}]+\.port\}$` },
    ],
  };
  return word(documentation, (written) => {
    if (typeof written === 'number' && Number.isInteger(written) && written > 0 && written < 65536) {
      return { value: written };
    }
    // A place is text until bindPlaces makes it the number that the type promises: nobody reads it before.
    if (typeof written === 'string' && /^\$\{[^{}]+\.port\}$/.test(written))
      return { value: written as unknown as number };
    return {
      problem: {
        message: 'this is not a port',
        expected: 'a number from 1 to 65535, or "${server.port}"',
        found: describeValue(written),
      },
    };
  });
}

function streamWord(): z.ZodType<'upstream' | 'downstream'> {
  const streams = ['upstream', 'downstream'] as const;
  const documentation = {
    description: 'upstream: client → server. downstream: server → client.',
    enum: [...streams],
  };
  return word(documentation, (written) => {
    const found = streams.find((stream) => stream === written);
    if (found !== undefined) return { value: found };
    const near = typeof written === 'string' ? nearest(written, streams) : undefined;
    return {
      problem: {
        message: 'this is not a stream',
        expected: 'upstream (client → server) or downstream (server → client)',
        found: describeValue(written),
        ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
      },
    };
  });
}
