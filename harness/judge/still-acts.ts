// Was a fault really taken away? After its heal no new connection may show its traces.

import type { EventOf, RunEvent } from '../record/event.js';
import { eventsOf, stepsEndedUs } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import { lookForReceipt } from './judge-receipt.js';

/** Their traces are their own: neither a slow program nor a busy machine leaves the like. */
const UNMISTAKABLE: ReadonlySet<string> = new Set([
  'latency',
  'cut',
  'corrupt',
  'reset_peer',
  'limit_data',
  'link-down',
]);

/** The trace that the fault left after its heal, in words; undefined: none, or another fault may have left it. */
export function traceAfterHeal(healed: EventOf<'fault.healed'>, record: RunRecord): string | undefined {
  const injected = eventsOf(record.events, 'fault.injected').find(({ data }) => data.name === healed.data.name);
  if (injected === undefined || !UNMISTAKABLE.has(nameOf(injected))) return undefined;
  if (othersAct(injected, healed, record)) return undefined;
  const receipt = lookForReceipt({
    events: afterwards(record.events, healed),
    injected: { ...injected, atUs: healed.atUs, seq: healed.seq },
    healed: undefined,
    healedUs: stepsEndedUs(record),
    addresses: record.header.addresses,
  });
  return receipt.left ? receipt.explanation : undefined;
}

/** `latency`, `link-down`. */
function nameOf({ data: { fault, spec } }: EventOf<'fault.injected'>): string {
  const toxic: unknown = typeof spec === 'object' && spec !== null && 'toxic' in spec ? spec.toxic : undefined;
  return typeof toxic === 'object' && toxic !== null && 'type' in toxic ? String(toxic.type) : fault;
}

function othersAct(injected: EventOf<'fault.injected'>, healed: EventOf<'fault.healed'>, record: RunRecord): boolean {
  const heals = eventsOf(record.events, 'fault.healed');
  return eventsOf(record.events, 'fault.injected').some(({ seq, data }) => {
    const until = heals.find((one) => one.data.name === data.name)?.seq ?? Infinity;
    return seq !== injected.seq && data.link === injected.data.link && until > healed.seq;
  });
}

/** Without what began before: bytes that are on their way, and clients that wait, were held by it rightly. */
function afterwards(events: readonly RunEvent[], { atUs }: EventOf<'fault.healed'>): readonly RunEvent[] {
  const isNew = new Set(
    eventsOf(events, 'connection.opened').flatMap(({ atUs: openedUs, data }) =>
      openedUs > atUs ? [`${data.link}#${data.connection}`] : [],
    ),
  );
  return events.filter((event) => {
    if (event.atUs <= atUs) return false;
    if (event.kind === 'call.returned') return event.data.startUs > atUs;
    return !('connection' in event.data) || isNew.has(`${event.data.link}#${event.data.connection}`);
  });
}
