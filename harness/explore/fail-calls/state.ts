// The state of an invocation as text, so that one that was interrupted can be gone on with: a line that says what it is about,
// then one for each result as it comes.

import { z } from 'zod';
import { FATES, type Fate, type FailureResult } from './failure.js';

export interface FailCallsState {
  readonly file: string;
  readonly row: number | undefined;
  readonly sha256: string;
  readonly programs: readonly string[];
}

const headSchema = z.object({
  format: z.literal('guasto-fail-calls-state/1'),
  file: z.string(),
  row: z.number().optional(),
  sha256: z.string(),
  programs: z.array(z.string()),
});

const resultSchema = z.object({
  program: z.string(),
  call: z.string(),
  syscall: z.string(),
  nth: z.number(),
  errno: z.string(),
  fate: z.enum(Object.keys(FATES) as [Fate, ...Fate[]]),
  detail: z.string(),
  hits: z.number(),
  durationUs: z.number(),
  folder: z.string().optional(),
});

export const stateHead = (state: FailCallsState): string =>
  `${JSON.stringify({ format: 'guasto-fail-calls-state/1', ...state })}\n`;

export const stateLine = (result: FailureResult): string => `${JSON.stringify(result)}\n`;

/** undefined if it is none. A last line that was cut, and results that were doubtful, are left out: they are run again. */
export function parseState(
  text: string,
): { readonly state: FailCallsState; readonly results: readonly FailureResult[] } | undefined {
  const [first = '', ...lines] = text.split('\n');
  const head = headSchema.safeParse(parseJson(first));
  if (!head.success) return undefined;
  const { file, row, sha256, programs } = head.data;
  const results = lines.flatMap((line) => {
    const read = resultSchema.safeParse(parseJson(line));
    return read.success && read.data.fate !== 'doubtful' ? [read.data] : [];
  });
  return { state: { file, row, sha256, programs }, results };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
