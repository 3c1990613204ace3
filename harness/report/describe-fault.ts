// A fault in words, from its event alone: `latency latency 2000, downstream`.

import { visibleText } from '../kinds/reporters/visible-text.js';
import type { EventData } from '../record/event.js';
import type { Stream } from '../vocabulary/network.js';

type Injected = EventData['fault.injected'];

/** As its kind on the shelf says it; in plain words of its spec for a kind that this version does not know. */
export function describeFault(injected: Injected): string {
  const words = [injected.fault, ...flatten(injected.spec, injected)];
  return visibleText(words.join(' '), 200);
}

/** The stream that the fault is on, if it is on one. */
export function streamOfFault({ spec }: Injected): Stream | undefined {
  if (typeof spec !== 'object' || spec === null || !('stream' in spec)) return undefined;
  return spec.stream === 'upstream' || spec.stream === 'downstream' ? spec.stream : undefined;
}

/** A signal but STOP is over as soon as it is sent. */
export function isInstant({ spec }: Injected): boolean {
  return typeof spec === 'object' && spec !== null && 'signal' in spec && spec.signal !== 'STOP';
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
