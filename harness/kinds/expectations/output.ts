// `output:` what a program printed: a line that is there, is there so many times, or never.

import { z } from 'zod';
import type { EventOf } from '../../record/event.js';
import { eventsOf, stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Words } from '../words.js';
import { boundsSchema, count, describeBounds, isWithin, mayGrowWithin, type Bounds } from './bounds.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { regularExpression } from './matcher.js';
import { absent, broken, held, inconclusive, missing, plural, seqsOf } from './verdict-words.js';

export interface OutputSpec {
  readonly output: {
    readonly of: string;
    readonly run?: number | undefined;
    readonly stream?: 'stdout' | 'stderr' | undefined;
    readonly line?: string | undefined;
    readonly contains?: string | undefined;
    readonly matches?: string | undefined;
    readonly never?: true | undefined;
    readonly count?: Bounds | undefined;
  };
}

export const output: ExpectationKind<OutputSpec> = {
  name: 'output',
  about: 'what a program printed: a line that is there, so many times, or never',
  schema: outputSchema,
  needs: () => [],
  describe: ({ output: spec }) => `output of ${spec.of}: ${lineText(spec)}`,
  judge: judgeOutput,
};

function outputSchema(words: Words): z.ZodType<OutputSpec> {
  const shape = z
    .strictObject({
      of: words.program.describe('The program'),
      run: z.int().min(1).optional().describe('Which start of the program, from 1; default: all'),
      stream: z.enum(['stdout', 'stderr']).optional().describe('Default: both'),
      line: z.string().optional().describe('The whole line'),
      contains: z.string().min(1).optional().describe('A part of the line'),
      matches: regularExpression.optional().describe('A regular expression that finds a match in the line'),
      never: z.literal(true).optional().describe('No such line; without line, contains or matches: no line at all'),
      count: boundsSchema(count, 'How many such lines there are').optional(),
    })
    .superRefine(({ line, contains, matches, never, count: bounds }, context) => {
      const tests = [line, contains, matches].filter((test) => test !== undefined).length;
      if (tests > 1) context.addIssue('expected one of line, contains and matches');
      if (never !== undefined && bounds !== undefined) context.addIssue('expected never or count, not both');
      if (tests === 0 && never === undefined && bounds === undefined)
        context.addIssue('expected line, contains or matches');
    });
  return z.strictObject({ output: shape });
}

function judgeOutput(record: RunRecord, { output: spec }: OutputSpec): readonly Finding[] {
  const lines = linesOf(record, spec);
  const such = lines.filter(({ data }) => fits(spec, data.text));
  const bounds = boundsOf(spec);
  const texts = {
    clause: 'output',
    expected: `${spec.of} prints ${wantedText(spec)}`,
    actual: actualText(spec, lines, such),
    evidence: seqsOf(such.length > 0 ? such.slice(0, 3) : lines.slice(-3)),
  };
  const started = eventsOf(record.events, 'process.spawned').some(
    ({ data }) => data.program === spec.of && (spec.run === undefined || data.run === spec.run),
  );
  if (!started) {
    const who = spec.run === undefined ? spec.of : `run ${spec.run} of ${spec.of}`;
    return [inconclusive({ ...texts, actual: `${who} was never started` })];
  }
  const cut = lines.find((line) => line.data.cut === true && !such.includes(line));
  if (
    cut !== undefined &&
    mayGrowWithin(such.length, bounds) &&
    !(isWithin(such.length, bounds) && !mayBreak(bounds))
  ) {
    const actual = `${texts.actual}; but a line was too long to be recorded to its end`;
    return [inconclusive({ ...texts, actual, evidence: seqsOf([cut]) })];
  }
  if (!isWithin(such.length, bounds)) {
    return [mayGrowWithin(such.length, bounds) ? missing(record, texts) : broken(texts)];
  }
  return [mayBreak(bounds) ? absent(record, texts) : held(texts)];
}

/** By more lines. */
const mayBreak = ({ exactly, atMost }: Bounds): boolean => exactly !== undefined || atMost !== undefined;

type Line = EventOf<'output.line'>;

function linesOf(record: RunRecord, { of, run, stream }: OutputSpec['output']): readonly Line[] {
  const untilUs = stepsEndedUs(record);
  return eventsOf(record.events, 'output.line').filter(
    ({ data, atUs, uncertaintyUs }) =>
      data.program === of &&
      (run === undefined || data.run === run) &&
      (stream === undefined || data.stream === stream) &&
      atUs - uncertaintyUs <= untilUs,
  );
}

function fits({ line, contains, matches }: OutputSpec['output'], text: string): boolean {
  // A line that is nothing but a port was made a number when its place was filled in.
  if (line !== undefined) return text === String(line);
  if (contains !== undefined) return text.includes(contains);
  return matches === undefined || new RegExp(matches, 'u').test(text);
}

function boundsOf({ never, count: bounds }: OutputSpec['output']): Bounds {
  return never === true ? { exactly: 0 } : (bounds ?? { atLeast: 1 });
}

function wantedText(spec: OutputSpec['output']): string {
  if (spec.never === true) return `no ${lineText(spec)}`;
  if (spec.count === undefined) return `${spec.line === undefined ? 'a' : 'the'} ${lineText(spec)}`;
  return `${describeBounds(spec.count, (value) => plural(value, 'line'))}${whichText(spec)}`;
}

const lineText = (spec: OutputSpec['output']): string => `line${whichText(spec)}`;

function whichText({ line, contains, matches, stream }: OutputSpec['output']): string {
  const where = stream === undefined ? '' : ` on ${stream}`;
  if (line !== undefined) return ` ${JSON.stringify(line)}${where}`;
  if (contains !== undefined) return ` with ${JSON.stringify(contains)}${where}`;
  return matches === undefined ? where : ` matching /${matches}/${where}`;
}

function actualText({ of }: OutputSpec['output'], lines: readonly Line[], such: readonly Line[]): string {
  const [first] = such;
  if (first !== undefined) return `${plural(such.length, 'such line')}, the first: ${JSON.stringify(first.data.text)}`;
  const last = lines.at(-1);
  if (last === undefined) return `${of} printed nothing there`;
  const text = JSON.stringify(last.data.text);
  return lines.length === 1 ? `the only line there is ${text}` : `none of ${lines.length} lines; the last: ${text}`;
}
