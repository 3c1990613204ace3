// A fault in words, from its event alone: `latency 2 s on wire downstream`.

import { FAULTS } from '../kinds/faults/index.js';
import { visibleText } from '../kinds/reporters/visible-text.js';
import type { EventData } from '../record/event.js';
import type { Stream } from '../vocabulary/network.js';

type Injected = EventData['fault.injected'];

/** As its kind on the shelf says it; in plain words of its spec for a kind that this version does not know. */
export function describeFault(injected: Injected): string {
  return visibleText(describedByKind(injected) ?? [injected.fault, ...flatten(injected.spec, injected)].join(' '), 200);
}

function describedByKind({ fault, spec }: Injected): string | undefined {
  try {
    return FAULTS.get(fault)?.describe(spec);
  } catch {
    // The spec of an old record, which this version's kind can't read: its plain words will do.
    return undefined;
  }
}

/** The stream that the fault is on, if it is on one. */
export function streamOfFault({ spec }: Injected): Stream | undefined {
  const streams = flattenKey(spec, 'stream');
  return streams === 'upstream' || streams === 'downstream' ? streams : undefined;
}

/** A signal but STOP is over as soon as it is sent. */
export function isInstant({ spec }: Injected): boolean {
  return typeof spec === 'object' && spec !== null && 'signal' in spec && spec.signal !== 'STOP';
}

function flattenKey(value: unknown, wanted: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = key === wanted ? inner : flattenKey(inner, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function flatten(value: unknown, injected: Injected): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (inner === injected.link || inner === injected.program || inner === injected.name || inner === injected.fault)
      return [];
    return typeof inner === 'number' ? [`${key} ${inner}`] : flatten(inner, injected);
  });
}
