// bandwidth: `rate` KB/s (1 KB = 1000 bytes) for each connection and direction. The charge comes before the bytes, in
// pieces of at most 100 ms. Rate 0, also the default, is Toxiproxy's black hole that keeps what it swallows.

import type { ConnectionFlows } from '../../record/flows.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import { busyStretches, type Stretch } from './busy-stretches.js';
import { receiptFrom, type Searched } from './evidence.js';
import { keptTillTheEnd } from './held-bytes.js';
import { attribute, type ToxicEvidence, type ToxicKind } from './toxic.js';

/** A KB/s is a byte a millisecond. */
const PIECE_MS = 100;

/** Lateness of timers, and of a receiver that did not read, is made good up to this; idle time is not. */
const FORGIVEN_MS = PIECE_MS;

/** So much of its rate may wait in it. */
const ROOM_MS = 20;

/** A read this large, so soon after the last byte, shows that the sender was not idle: it was the proxy that came late. */
const BACKLOG_BYTES = 32 * 1024;
const BACKLOG_MS = 20;

/** Below this, taking its time can't be told from the noise of a machine. */
const NOTICEABLE_US = 5_000;

interface Account {
  /** All bytes handed on so far are paid for until then. */
  readonly paidUntilMs: number;
}

export const bandwidth: ToxicKind<Account> = {
  name: 'bandwidth',
  about: 'lets `rate` bytes a second pass; 0 keeps everything back',
  attributes: { rate: 'KB/s' },
  refuse: (attributes) => {
    const rate = attribute(attributes, 'rate');
    return rate < 0 ? `rate must be at least 0 KB/s, found ${rate}` : undefined;
  },
  roomBytes: (attributes) => Math.min(32 * 1024 * 1024, Math.max(64 * 1024, attribute(attributes, 'rate') * ROOM_MS)),
  start: ({ nowMs }) => ({ paidUntilMs: nowMs }),
  onChunk: ({ attributes, state, chunk, nowMs, handedOnMs }) => {
    const rate = attribute(attributes, 'rate');
    if (rate <= 0) return { do: 'hold' };
    const sizeBytes = Math.min(chunk.sizeBytes, rate * PIECE_MS);
    const wasBusy =
      handedOnMs !== undefined && chunk.sizeBytes >= BACKLOG_BYTES && chunk.arrivedMs - state.paidUntilMs <= BACKLOG_MS;
    const fromMs = Math.max(state.paidUntilMs, wasBusy ? 0 : chunk.arrivedMs, nowMs - FORGIVEN_MS);
    const atMs = fromMs + sizeBytes / rate;
    return { do: 'deliver', sizeBytes, atMs, next: { paidUntilMs: atMs } };
  },
  receipt: (evidence) => {
    const rate = attribute(evidence.attributes, 'rate');
    const stream = `the ${evidence.stream} stream`;
    return receiptFrom(evidence, {
      lookedFor:
        rate === 0 ? `bytes of ${stream} kept back` : `bytes of ${stream} that took their time at ${rate} KB/s`,
      find: (connection) => {
        const tooFast = outran(connection, evidence, rate);
        if (tooFast !== undefined) return { near: tooFast };
        const kept = keptTillTheEnd(connection, evidence, NOTICEABLE_US);
        if (kept?.enough === true) {
          const text = `${formatSize(kept.sizeBytes)} kept for ${formatDurationUs(kept.heldUs)}, until ${kept.until}`;
          return { found: text, evidence: kept.evidence };
        }
        const stretches = busyStretches(connection, evidence, forgivenUs);
        if (stretches.length === 0 || rate === 0) return { near: 'no byte was kept' };
        return slowest(stretches, rate);
      },
      hint: `let more bytes pass: ${formatSize(Math.ceil((Math.max(rate, 1) * NOTICEABLE_US) / 1000))} or more`,
    });
  },
};

/** What `onChunk` takes for the proxy's own lateness. */
const forgivenUs = ({ sizeBytes }: { readonly sizeBytes: number }): number =>
  sizeBytes >= BACKLOG_BYTES ? BACKLOG_MS * 1000 : 0;

/** The first stretch that took its time at this rate; else what the longest one took instead. */
function slowest(stretches: readonly Stretch[], rate: number): Searched {
  const told = stretches.map(({ sizeBytes, tookUs, evidence }) => {
    const dueUs = (sizeBytes / rate) * 1000;
    const isSlow = dueUs >= NOTICEABLE_US && tookUs >= dueUs - 1000;
    return { isSlow, dueUs, evidence, took: `${formatSize(sizeBytes)} took ${formatDurationUs(tookUs)}` };
  });
  const found = told.find(({ isSlow }) => isSlow);
  if (found !== undefined) {
    return { found: `${found.took}, ${formatDurationUs(found.dueUs)} were due`, evidence: found.evidence };
  }
  const longest = told.toSorted((a, b) => b.dueUs - a.dueUs)[0];
  const { took = 'nothing was sent', dueUs = 0 } = longest ?? {};
  return dueUs < NOTICEABLE_US
    ? { near: `${took}; at this rate ${formatDurationUs(dueUs)} are due, too few to notice` }
    : { near: `${took}, though ${formatDurationUs(dueUs)} were due` };
}

/** So many times faster than its rate and its credit allow is beyond what clocks and other implementations differ by. */
const FAR_TOO_FAST = 2;

/** Bytes that no rate held back: if others waited, it was for their reader. */
function outran(connection: ConnectionFlows, { stream, surely }: ToxicEvidence, rate: number): string | undefined {
  const { received, sent } = connection[stream];
  const first = received.find(({ atUs }) => surely !== undefined && atUs >= surely.fromUs);
  if (surely === undefined || first === undefined) return undefined;
  for (const { offsetBytes, sizeBytes, untilUs } of sent) {
    if (offsetBytes < first.offsetBytes || untilUs > surely.untilUs) continue;
    const passedBytes = offsetBytes + sizeBytes - first.offsetBytes;
    const tookUs = untilUs - first.atUs;
    if (passedBytes > FAR_TOO_FAST * rate * (tookUs / 1000 + FORGIVEN_MS)) {
      return `${formatSize(passedBytes)} passed within ${formatDurationUs(tookUs)}`;
    }
  }
  return undefined;
}
