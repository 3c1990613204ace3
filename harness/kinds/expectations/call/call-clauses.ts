// Each clause of a `call:` entry held against one call.

import { describeWith, matchesValue } from '../../../record/pattern.js';
import type { CallReturned } from '../../../record/events/call-events.js';
import { formatDurationUs } from '../../../vocabulary/units.js';
import { describeBounds, isWithin, type Bounds } from '../bounds.js';
import type { Finding } from '../expectation.js';
import { broken, exactSize, held, missing, seqsOf } from '../verdict-words.js';
import type { Alternative, CallSpec, Returns } from './call-spec.js';
import { describeAlternative, describeCall, isEndOfStream, nameOf, type Moment, type PlacedCall } from './call-text.js';
import { isSubclass } from './exceptions.js';
import { judgePending } from './pending.js';
import { judgeTakes } from './takes.js';

/** One finding for each clause that the entry has. */
export function judgeClauses(moment: Moment, placed: PlacedCall, spec: CallSpec): readonly Finding[] {
  const { returns, raises, errno, either, bytes, takes, args, timeout, pending } = spec;
  return [
    args === undefined ? [] : judgeArguments(placed, args),
    timeout === undefined ? [] : judgeTimeout(placed, timeout),
    returns === undefined ? [] : judgeEnding(moment, placed, 'returns', [{ returns }]),
    raises === undefined ? [] : judgeEnding(moment, placed, 'raises', [{ raises }]),
    errno === undefined ? [] : judgeEnding(moment, placed, 'errno', [{ errno }]),
    either === undefined ? [] : judgeEnding(moment, placed, 'either', either),
    bytes === undefined ? [] : judgeBytes(moment, placed, bytes),
    takes === undefined ? [] : judgeTakes(moment, placed, takes),
    pending === undefined ? [] : judgePending(moment, placed, pending),
  ].flat();
}

/** The clauses that keep this call from satisfying all of them: broken ones, or those that can't be told. */
export const unsatisfied = (moment: Moment, placed: PlacedCall, spec: CallSpec): readonly Finding[] => {
  const findings = judgeClauses(moment, placed, spec);
  const broken = findings.filter(({ outcome }) => outcome === 'broken');
  return broken.length > 0 ? broken : findings.filter(({ outcome }) => outcome === 'inconclusive');
};

function judgeEnding(
  moment: Moment,
  placed: PlacedCall,
  clause: string,
  alternatives: readonly Alternative[],
): Finding {
  const { returned, entered } = placed.call;
  const texts = {
    clause,
    expected: `${nameOf(placed)} ${alternatives.map(describeAlternative).join(', or ')}`,
    actual: describeCall(moment, placed),
    evidence: seqsOf([entered, returned]),
  };
  if (returned === undefined) return missing(moment.record, texts);
  if (alternatives.some((alternative) => endsAs(returned.data, alternative))) return held(texts);
  return broken(texts);
}

function endsAs(data: CallReturned, { returns, raises, errno }: Alternative): boolean {
  if (returns !== undefined && !returnsAs(data, returns)) return false;
  if (raises !== undefined && !raises.some((name) => raisesAs(data, name))) return false;
  return errno === undefined || (data.outcome === 'raised' && errno.includes(data.errno ?? ''));
}

const raisesAs = (data: CallReturned, name: string): boolean =>
  data.outcome === 'raised' && isSubclass(data.exception ?? '', name);

function returnsAs(data: CallReturned, returns: Returns): boolean {
  if (data.outcome !== 'ok') return false;
  switch (returns.what) {
    case 'ok':
      return true;
    case 'end-of-stream':
      return isEndOfStream(data);
    case 'fields':
      return Object.entries(returns.fields).every(([name, matcher]) => matchesValue(data.result?.[name], matcher));
  }
}

function judgeBytes(moment: Moment, placed: PlacedCall, bounds: Bounds): Finding {
  const { returned, entered } = placed.call;
  const texts = {
    clause: 'bytes',
    expected: `${nameOf(placed)} moves ${describeBounds(bounds, exactSize)}`,
    actual: describeCall(moment, placed),
    evidence: seqsOf([entered, returned]),
  };
  if (returned === undefined) return missing(moment.record, texts);
  const sizeBytes = returned.data.sizeBytes;
  return sizeBytes !== undefined && isWithin(sizeBytes, bounds) ? held(texts) : broken(texts);
}

function judgeArguments(placed: PlacedCall, args: NonNullable<CallSpec['args']>): Finding {
  const { begun, entered, returned } = placed.call;
  const wanted = Object.entries(args);
  const texts = {
    clause: 'args',
    expected: `${nameOf(placed)} with ${wanted.map(([name, matcher]) => describeWith(name, matcher)).join(', ')}`,
    actual: `${nameOf(placed)} had ${wanted.map(([name]) => `${name} ${argumentText(begun.args[name])}`).join(', ')}`,
    evidence: seqsOf([entered ?? returned]),
  };
  return wanted.every(([name, matcher]) => matchesValue(begun.args[name], matcher)) ? held(texts) : broken(texts);
}

const argumentText = (value: unknown): string => (value === undefined ? 'not given' : JSON.stringify(value));

/** Seconds as a float and µs as a whole number can't be compared for equality. */
const TIMEOUT_ROUNDING_US = 1;

function judgeTimeout(placed: PlacedCall, timeout: NonNullable<CallSpec['timeout']>): Finding {
  const { begun, entered, returned } = placed.call;
  const { timeoutS } = begun;
  const texts = {
    clause: 'timeout',
    expected: `${nameOf(placed)} begins with ${timeoutText(timeout)}`,
    actual:
      timeoutS === undefined
        ? `the timeout of ${nameOf(placed)} was not recorded`
        : `${nameOf(placed)} began with ${timeoutText(timeoutS === null ? 'none' : timeoutS * 1e6)}`,
    evidence: seqsOf([entered ?? returned]),
  };
  if (timeoutS === undefined) return { ...texts, outcome: 'inconclusive' };
  const isIt =
    timeout === 'none' ? timeoutS === null : Math.abs((timeoutS ?? Infinity) * 1e6 - timeout) <= TIMEOUT_ROUNDING_US;
  return isIt ? held(texts) : broken(texts);
}

const timeoutText = (timeout: number | 'none'): string =>
  timeout === 'none' ? 'no timeout (blocking)' : `a timeout of ${formatDurationUs(timeout)}`;
