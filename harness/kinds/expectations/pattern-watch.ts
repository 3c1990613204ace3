// Who sees the events that a pattern speaks of, and whether somebody did: what nobody watched for is not there, and proves nothing.

import type { RunEvent } from '../../record/event.js';
import { eventsOf } from '../../record/moments.js';
import { fieldOf, matchesValue, type Matcher, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import { tellEvent } from './pattern-words.js';
import { traceGap } from './trace.js';

export const needsOfPattern = ({ kind }: Pattern): readonly Capability[] => {
  return kind.startsWith('tcp.') ? ['kernel-tcp-table'] : [];
};

/** Such events are seen only where a link passes a proxy. */
export const watchesWire = (patterns: readonly Pattern[]): boolean =>
  patterns.some(({ kind }) => kind.startsWith('connection.') || kind.startsWith('chunk.'));

/** Programs whose calls the patterns speak of. */
export function callsOfPatterns(patterns: readonly Pattern[]): readonly string[] | 'all' {
  const ofCalls = patterns.filter(({ kind }) => kind.startsWith('call.'));
  const programs = ofCalls.map(({ where }) => namesIn(where['program']));
  return programs.includes(undefined) ? 'all' : [...new Set(programs.flatMap((names) => names ?? []))];
}

function namesIn(matcher: Matcher | undefined): readonly string[] | undefined {
  if (matcher === undefined) return undefined;
  if ('is' in matcher) return [String(matcher.is)];
  return 'oneOf' in matcher ? matcher.oneOf.map(String) : undefined;
}

/** Why events that fit the pattern may have happened without being seen; undefined if they would have been. */
export function watchGap(record: RunRecord, { kind, where }: Pattern): string | undefined {
  if (kind === 'call.entered' || kind === 'call.returned') return callGap(record, where['program']);
  if (kind === 'syscall.returned' && eventsOf(record.events, kind).length === 0) {
    return 'system calls were not counted in this run';
  }
  if (kind === 'tcp.sampled' && !wasSampled(record, where['port'])) {
    return 'the kernel’s sockets of such a port were never sampled';
  }
  return undefined;
}

const wasSampled = (record: RunRecord, port: Matcher | undefined): boolean =>
  eventsOf(record.events, 'tcp.sampled').some(({ data }) => port === undefined || matchesValue(data.port, port));

/** Of each program that the pattern may mean. */
function callGap(record: RunRecord, program: Matcher | undefined): string | undefined {
  const started = [...new Set(eventsOf(record.events, 'process.spawned').map(({ data }) => data.program))];
  const meant = namesIn(program) ?? started.filter((name) => program === undefined || matchesValue(name, program));
  if (meant.length === 0) return 'no program’s socket calls were traced';
  return meant.map((name) => traceGap(record, name)).find((gap) => gap !== undefined);
}

/** What came nearest to the pattern. */
export interface Closest {
  readonly text: string;
  readonly event: RunEvent | undefined;
}

export function closestTo(events: readonly RunEvent[], pattern: Pattern): Closest {
  const alike = events.filter(({ kind }) => kind === pattern.kind);
  const event = alike.toSorted((a, b) => misses(a, pattern).length - misses(b, pattern).length)[0];
  if (event === undefined) return { text: 'nothing of the kind was seen', event };
  const wrong = misses(event, pattern).map((path) => {
    const value = fieldOf(event.data, path);
    return value === undefined ? `no ${path}` : `${path} ${JSON.stringify(value)}`;
  });
  const which = alike.length === 1 ? 'the only one of its kind' : `the closest of ${alike.length}`;
  return { text: `${which}: ${tellEvent(event)}${wrong.length === 0 ? '' : `, which had ${wrong.join(', ')}`}`, event };
}

const misses = (event: RunEvent, { where }: Pattern): readonly string[] =>
  Object.entries(where)
    .filter(([path, matcher]) => !matchesValue(fieldOf(event.data, path), matcher))
    .map(([path]) => path);
