// latency: every chunk stays `latency` ± `jitter` ms. A pure delay: order is kept and the rate is not limited.

import { formatDurationUs } from '../../vocabulary/units.js';
import { receiptFrom } from './evidence.js';
import { handedOnWithin, longestHold, ON_ITS_WAY_US } from './held-bytes.js';
import { attribute, type ToxicKind } from './toxic.js';

/** As much as Toxiproxy lets wait (1024 reads of 32 KiB): 32 MiB per latency period is the most that can pass. */
const ROOM_BYTES = 32 * 1024 * 1024;

/** Beyond this a delay and its jitter can't be added exactly; it is 285 years. */
const MOST_MS = 2 ** 43;

export const latency: ToxicKind<undefined> = {
  name: 'latency',
  about: 'holds every chunk for `latency` ± `jitter`',
  attributes: { latency: 'ms', jitter: 'ms' },
  refuse: (attributes) => {
    for (const name of ['latency', 'jitter']) {
      const value = attribute(attributes, name);
      if (Math.abs(value) > MOST_MS) return `${name} must be at most ${MOST_MS} ms, found ${value}`;
    }
    return undefined;
  },
  roomBytes: () => ROOM_BYTES,
  start: () => undefined,
  onChunk: ({ attributes, chunk, random }) => {
    const jitter = attribute(attributes, 'jitter');
    const drawn = jitter > 0 ? random.integer(-jitter, jitter - 1) : 0;
    const atMs = chunk.arrivedMs + attribute(attributes, 'latency') + drawn;
    return { do: 'deliver', sizeBytes: chunk.sizeBytes, atMs };
  },
  receipt: (evidence) => {
    const { attributes } = evidence;
    const [latencyMs, jitterMs] = [attribute(attributes, 'latency'), Math.max(0, attribute(attributes, 'jitter'))];
    // A jitter that may take all of the delay away leaves a receipt only where it did not.
    const leastUs = Math.max((latencyMs - jitterMs) * 1000, Math.min(ON_ITS_WAY_US, (latencyMs + jitterMs) * 1000), 0);
    return receiptFrom(evidence, {
      lookedFor: `bytes of the ${evidence.stream} stream held for at least ${formatDurationUs(leastUs)}`,
      find: (connection) => {
        const hold = longestHold(connection, evidence, leastUs);
        if (hold === undefined) return { near: 'no byte was received' };
        const held = `${hold.sizeBytes} B held for ${formatDurationUs(hold.heldUs)}`;
        const sooner = handedOnWithin(connection, evidence, (latencyMs - jitterMs) * 1000);
        if (hold.enough && sooner !== undefined) return { near: sooner };
        if (hold.enough)
          return { found: hold.released ? held : `${held}, until ${hold.until}`, evidence: hold.evidence };
        return { near: held };
      },
      hint: 'let bytes pass after the toxic is in place, and see that the link names the right stream',
    });
  },
};
