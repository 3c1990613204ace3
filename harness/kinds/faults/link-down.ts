// A link that is down: nothing listens where the client connects, and every connection that passed it is gone.

import { z } from 'zod';
import { connectionFlows, type FlowEnd } from '../../record/flows.js';
import { eventsOf } from '../../record/moments.js';
import { formatAddress, type Address } from '../../vocabulary/network.js';
import type { Seq } from '../../vocabulary/time.js';
import type { Receipt } from '../receipt.js';
import { connectsTo } from './connects-to.js';
import type { FaultEvidence, FaultKind } from './fault.js';

export interface LinkDownSpec {
  readonly link: string;
}

export const linkDown: FaultKind<LinkDownSpec> = {
  name: 'link-down',
  about: 'a link on which nobody listens: connects are refused, live connections are cut (`link: { down }`)',
  schema: (words) => z.strictObject({ link: words.proxiedLink.describe('The link that is taken down') }),
  needs: () => [],
  target: ({ link }) => ({ link }),
  describe: ({ link }) => `link ${link} down`,
  inject: async (rig, { link }) => await rig.link(link).takeDown(),
  receipt: receiptOf,
};

/** Any one of three: no LISTEN socket, a connection that the proxy ended for it, a connect that was refused. */
function receiptOf(evidence: FaultEvidence<LinkDownSpec>): Receipt {
  const { link } = evidence.spec;
  const address = evidence.addresses[link];
  const found =
    address === undefined ? undefined : (portClosed(evidence, address) ?? connectRefused(evidence, address));
  const proof = found ?? connectionEnded(evidence);
  if (proof !== undefined) return { left: true, ...proof };
  const where = address === undefined ? link : `${link} (${formatAddress(address)})`;
  return {
    left: false,
    explanation:
      `looked for ${where} without a listening socket, a connection that the proxy ended, or a refused connect; ` +
      'saw none of them. Try: let a client connect while the link is down',
    evidence: [],
  };
}

interface Proof {
  readonly explanation: string;
  readonly evidence: readonly Seq[];
}

function portClosed({ events, injected, healedUs }: FaultEvidence<LinkDownSpec>, { port }: Address): Proof | undefined {
  const sample = eventsOf(events, 'tcp.sampled').find(
    ({ data, atUs }) =>
      data.port === port &&
      atUs >= injected.atUs &&
      atUs <= healedUs &&
      !data.sockets.some(({ state }) => state === 'LISTEN'),
  );
  return sample && { explanation: `nothing listened on port ${port}`, evidence: [sample.seq] };
}

function connectRefused(evidence: FaultEvidence<LinkDownSpec>, { port }: Address): Proof | undefined {
  const { events, injected, healedUs } = evidence;
  const refused = eventsOf(events, 'call.returned').find(
    ({ data }) =>
      connectsTo(data, port) &&
      (data.errno === 'ECONNREFUSED' || data.exception === 'ConnectionRefusedError') &&
      data.startUs + data.durationUs >= injected.atUs &&
      data.startUs <= healedUs,
  );
  return refused && { explanation: `${refused.data.program}’s connect was refused`, evidence: [refused.seq] };
}

function connectionEnded({ spec, events, injected, healedUs }: FaultEvidence<LinkDownSpec>): Proof | undefined {
  for (const { connection, endedByProxy } of connectionFlows(events, spec.link)) {
    const ends: readonly (FlowEnd | undefined)[] = [endedByProxy.client, endedByProxy.server];
    const end = ends.find((one) => one?.why === 'link-down' && one.atUs >= injected.atUs && one.atUs <= healedUs);
    if (end !== undefined) return { explanation: `connection ${connection} was ended for it`, evidence: [end.seq] };
  }
  return undefined;
}
