// cut (guasto's own): ends the connection once exactly `at` bytes of its stream have passed, or `after` ms after it took
// effect, whichever comes first; said neither, at once, idle or not. Both count on each connection for itself. Both peers
// get a FIN or an RST behind the bytes that passed; or nobody is told, and nothing passes any more in either direction.

import type { ConnectionFlows } from '../../record/flows.js';
import { sinkOf } from '../../vocabulary/network.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { bytesMissing, heldEnd, proxyMadeEnd, receiptFrom, sentSince, type Searched } from './evidence.js';
import { attribute, type Attributes, type Close, type ToxicEvidence, type ToxicKind } from './toxic.js';

interface Progress {
  readonly sinceMs: number;
  readonly passedBytes: number;
}

/** An end that was not passed on for so long was kept, and not merely late on a busy machine. */
const KEPT_US = 20_000;

export const cut: ToxicKind<Progress> = {
  name: 'cut',
  about: 'ends the connection at exactly byte `at`, or `after` a time: with a FIN, an RST or in silence',
  attributes: { at: 'bytes', after: 'ms', with: ['fin', 'rst', 'silence'] },
  required: [],
  needs: ['guasto-toxics'],
  refuse: refuseNegative,
  start: ({ nowMs }) => ({ sinceMs: nowMs, passedBytes: 0 }),
  onChunk: ({ attributes, state, chunk, nowMs }) => {
    const { atBytes, afterMs } = pointOf(attributes);
    const leftBytes = nowMs >= state.sinceMs + afterMs ? 0 : Math.max(0, atBytes - state.passedBytes);
    if (chunk.sizeBytes >= leftBytes) {
      return { do: 'close', sizeBytes: leftBytes, ending: endingOf(attributes), atMs: nowMs };
    }
    return { do: 'pass', next: { ...state, passedBytes: state.passedBytes + chunk.sizeBytes } };
  },
  deadline: ({ attributes, state }) => {
    const { atBytes, afterMs } = pointOf(attributes);
    const atMs = state.passedBytes >= atBytes ? state.sinceMs : state.sinceMs + afterMs;
    return atMs === Infinity ? undefined : { atMs, ending: endingOf(attributes) };
  },
  receipt: (evidence) => {
    const ending = endingOf(evidence.attributes);
    const end = ending === 'silence' ? 'silence' : `${ending === 'rst' ? 'an RST' : 'a FIN'} that no peer made`;
    const where = describePoint(evidence.attributes);
    return receiptFrom(evidence, {
      lookedFor: `the ${evidence.stream} stream cut ${where}, and then ${end}`,
      withoutBytes: true,
      find: (connection) => {
        const cutAt = ending === 'silence' ? silence(connection, evidence) : madeEnd(connection, evidence, ending);
        return 'atUs' in cutAt ? atPoint(connection, evidence, cutAt) : cutAt;
      },
      hint: 'let the connection reach that byte or that time while the toxic is there, and try to go on after it',
    });
  },
};

/** 0 stands for "not said"; if neither is said, the point is reached from the first. */
export function pointOf(attributes: Attributes): { readonly atBytes: number; readonly afterMs: number } {
  const [at, after] = [attribute(attributes, 'at'), attribute(attributes, 'after')];
  return at === 0 && after === 0
    ? { atBytes: 0, afterMs: 0 }
    : { atBytes: at === 0 ? Infinity : at, afterMs: after === 0 ? Infinity : after };
}

export function describePoint(attributes: Attributes): string {
  const { atBytes, afterMs } = pointOf(attributes);
  if (atBytes === 0) return 'at once';
  const points = [
    ...(atBytes === Infinity ? [] : [`at byte ${atBytes}`]),
    ...(afterMs === Infinity ? [] : [`after ${formatDurationUs(afterMs * 1000)}`]),
  ];
  return points.join(' or ');
}

export function refuseNegative(attributes: Attributes): string | undefined {
  const wrong = ['at', 'after'].find((name) => attribute(attributes, name) < 0);
  return wrong === undefined ? undefined : `${wrong} must be at least 0, found ${attribute(attributes, wrong)}`;
}

function endingOf(attributes: Attributes): Exclude<Close, 'abort'> {
  const { with: ending } = attributes;
  return ending === 'rst' || ending === 'silence' ? ending : 'fin';
}

interface Moment {
  readonly atUs: number;
  readonly what: string;
  readonly evidence: readonly Seq[];
}

function madeEnd(connection: ConnectionFlows, evidence: ToxicEvidence, ending: 'fin' | 'rst'): Moment | Searched {
  const end = proxyMadeEnd(connection, evidence, sinkOf(evidence.stream));
  if (end === undefined) return { near: `${sentSince(connection, evidence)} B were sent, and no such end` };
  if (end.ending !== ending) return { near: `the end was ${end.ending === 'rst' ? 'an RST' : 'a FIN'}` };
  return { atUs: end.atUs, what: `then ${ending === 'rst' ? 'an RST' : 'a FIN'}`, evidence: [end.seq] };
}

/** Whatever was not passed on shows it: bytes of either stream, or an end. */
function silence(connection: ConnectionFlows, evidence: ToxicEvidence): Moment | Searched {
  const made = proxyMadeEnd(connection, evidence, sinkOf(evidence.stream));
  if (made !== undefined) return { near: 'the proxy ended the connection' };
  const kept = bytesMissing(connection, evidence);
  if (kept !== undefined) return { ...kept, what: 'then silence: what came was not sent' };
  const end = heldEnd(connection, evidence, KEPT_US);
  if (end !== undefined) return { atUs: end.atUs, what: 'then silence: an end was not passed on', evidence: [end.seq] };
  return { near: `${sentSince(connection, evidence)} B were sent, and nothing was kept from passing` };
}

/** Was it where the toxic says? A time is a lower bound; a byte is exact. */
function atPoint(connection: ConnectionFlows, evidence: ToxicEvidence, moment: Moment): Searched {
  const { atBytes, afterMs } = pointOf(evidence.attributes);
  const sent = sentSince(connection, evidence);
  const tookUs = moment.atUs - Math.max(evidence.injectedUs, connection.opened.atUs);
  const told = `${sent} B were sent, ${moment.what}`;
  if (sent === atBytes) return { found: told, evidence: moment.evidence };
  if (sent < atBytes && tookUs >= afterMs * 1000 - 1000) {
    return { found: `${told} after ${formatDurationUs(tookUs)}`, evidence: moment.evidence };
  }
  return { near: `${told} after ${formatDurationUs(tookUs)}` };
}
