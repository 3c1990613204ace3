// A link whose entrance accepts nobody and has a full backlog: a connect neither succeeds nor fails, it waits, and only the
// client's own timeout bounds it (tcp(7): the kernel drops the SYN). Connections that are there already go on. When it is
// healed, a client that still waits gets in at one of the SYN's next repetitions, 1, 3, 7… seconds after its first;
// who connects in the few milliseconds of the healing itself is refused.

import { z } from 'zod';
import { eventsOf } from '../../record/moments.js';
import { formatAddress, type Address } from '../../vocabulary/network.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Receipt } from '../receipt.js';
import { connectsTo } from './connects-to.js';
import type { FaultEvidence, FaultKind } from './fault.js';

export interface FullBacklogSpec {
  readonly link: string;
}

/** A connect on the loopback takes less than a millisecond; a busy machine may need some more. */
const WAITED_US = 100_000;

export const fullBacklog: FaultKind<FullBacklogSpec> = {
  name: 'full-backlog',
  about: 'a link that accepts nobody: connects wait until their own timeout; live connections go on',
  schema: (words) => z.strictObject({ link: words.proxiedLink.describe('The link whose backlog is full') }),
  needs: () => [],
  target: ({ link }) => ({ link }),
  describe: ({ link }) => `link ${link} with a full backlog`,
  inject: async (rig, { link }) => await rig.link(link).stopAccepting(),
  receipt: receiptOf,
};

/** Either of two: connections in the queue that nobody has accepted, or a connect that waited. */
function receiptOf(evidence: FaultEvidence<FullBacklogSpec>): Receipt {
  const address = evidence.addresses[evidence.spec.link];
  const proof = address === undefined ? undefined : (queueFull(evidence, address) ?? connectWaited(evidence, address));
  if (proof !== undefined) return { left: true, ...proof };
  const where = address === undefined ? evidence.spec.link : `${evidence.spec.link} (${formatAddress(address)})`;
  return {
    left: false,
    explanation:
      `looked for connections in the queue of ${where} that nobody had accepted, or a connect that waited ` +
      `${formatDurationUs(WAITED_US)}; saw neither. Try: let a client connect while the fault is there`,
    evidence: [],
  };
}

interface Proof {
  readonly explanation: string;
  readonly evidence: readonly Seq[];
}

/** A socket that nobody has accepted belongs to no process: its inode is 0. */
function queueFull(
  { events, injected, healedUs }: FaultEvidence<FullBacklogSpec>,
  { port }: Address,
): Proof | undefined {
  for (const { seq, data, atUs } of eventsOf(events, 'tcp.sampled')) {
    if (data.port !== port || atUs < injected.atUs || atUs > healedUs) continue;
    const queued = data.sockets.filter(({ state, inode }) => state === 'ESTABLISHED' && inode === 0).length;
    const listens = data.sockets.some(({ state }) => state === 'LISTEN');
    if (listens && queued > 0) {
      return { explanation: `${queued} connections to port ${port} that nobody had accepted`, evidence: [seq] };
    }
  }
  return undefined;
}

function connectWaited(
  { events, injected, healedUs }: FaultEvidence<FullBacklogSpec>,
  { port }: Address,
): Proof | undefined {
  const waited = eventsOf(events, 'call.returned').find(
    ({ data }) =>
      connectsTo(data, port) &&
      Math.min(data.startUs + data.durationUs, healedUs) - Math.max(data.startUs, injected.atUs) >= WAITED_US,
  );
  if (waited === undefined) return undefined;
  const { program, durationUs } = waited.data;
  return { explanation: `${program}’s connect waited ${formatDurationUs(durationUs)}`, evidence: [waited.seq] };
}
