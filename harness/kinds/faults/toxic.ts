// A toxic on a link. What it does and which traces it leaves, its own kind on the shelf of toxics knows.

import { z } from 'zod';
import type { EventOf, RunEvent } from '../../record/event.js';
import { connectionFlows, type ConnectionFlows } from '../../record/flows.js';
import { concerns, describeRule } from '../../vocabulary/network.js';
import type { WireToxic } from '../../vocabulary/rig.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Receipt } from '../receipt.js';
import { TOXICS } from '../toxics/index.js';
import { completeAttributes, type AttributeKind } from '../toxics/toxic.js';
import type { FaultEvidence, FaultKind } from './fault.js';

export interface ToxicSpec {
  readonly link: string;
  /** In Toxiproxy's own units. */
  readonly toxic: WireToxic;
}

const connectionRule = z.strictObject({
  nth: z.int().min(1).optional(),
  first: z.int().min(1).optional(),
  port: z.int().min(1).max(65535).optional(),
});

export const toxic: FaultKind<ToxicSpec> = {
  name: 'toxic',
  about: 'a toxic on a link (`toxic: NAME`): see the toxics',
  schema: (words) =>
    z.strictObject({
      link: words.proxiedLink.describe('The link whose connections it changes'),
      toxic: z
        .strictObject({
          name: z.string().min(1),
          type: z.enum([...TOXICS.keys()] as [string, ...string[]]),
          stream: words.stream.default('downstream'),
          toxicity: z.number().min(0).max(1).default(1),
          attributes: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
          connections: connectionRule.optional(),
        })
        .describe('A toxic as Toxiproxy’s API has it'),
    }),
  needs: ({ toxic: { type, connections } }) =>
    connections === undefined ? (TOXICS.get(type)?.needs ?? []) : ['guasto-toxics'],
  target: ({ link }) => ({ link }),
  describe: ({ link, toxic: { type, stream, attributes, toxicity, connections } }) => {
    const units = TOXICS.get(type)?.attributes ?? {};
    const amounts = Object.entries(attributes).map(([name, value]) =>
      attributeText(type, name, amountText(value, units[name])),
    );
    const share = toxicity === 1 ? '' : ` (toxicity ${toxicity})`;
    const rule = connections === undefined ? '' : ` (connections ${describeRule(connections)})`;
    return `${[type, ...amounts].join(' ')} on ${link} ${stream}${share}${rule}`;
  },
  inject: async (rig, spec, name) => await rig.link(spec.link).addToxic({ ...spec.toxic, name }),
  receipt: receiptOf,
};

function receiptOf(evidence: FaultEvidence<ToxicSpec>): Receipt {
  const { spec, events, injected, healedUs } = evidence;
  const { type, stream, toxicity, attributes, connections: rule } = spec.toxic;
  const kind = TOXICS.get(type);
  if (kind === undefined) {
    return { left: false, explanation: `no toxic "${type}" is on the shelf of this version`, evidence: [] };
  }
  const lived = connectionFlows(events, spec.link).filter(
    (flows) =>
      livedBetween(flows, injected.atUs, healedUs) && concerns(rule, flows.connection, flows.opened.data.client.port),
  );
  return kind.receipt({
    stream,
    attributes: completeAttributes(kind, attributes),
    toxicity,
    ...(rule === undefined ? {} : { rule }),
    toxicName: injected.data.name,
    connections: lived,
    injectedUs: injected.atUs,
    healedUs,
    surely: { fromUs: injectedBy(injected, events), untilUs: healingFrom(evidence) },
  });
}

/** The end of the step that injected it; where rules inject, too, the later of both ends that follow. */
function injectedBy({ seq }: EventOf<'fault.injected'>, events: readonly RunEvent[]): number {
  const hasRules = events.some(({ kind }) => kind === 'rule.ended');
  const endOf = (kind: 'step.ended' | 'rule.ended'): number =>
    events.find((event) => event.kind === kind && event.seq > seq)?.atUs ?? Infinity;
  return Math.max(endOf('step.ended'), hasRules ? endOf('rule.ended') : 0);
}

/** The beginning of the step that healed it. */
function healingFrom({ events, healed, healedUs }: FaultEvidence<ToxicSpec>): number {
  if (healed === undefined || healed.atUs > healedUs) return healedUs;
  return events.findLast(({ kind, seq }) => kind === 'step.started' && seq < healed.seq)?.atUs ?? healedUs;
}

const livedBetween = ({ opened, closed }: ConnectionFlows, fromUs: number, untilUs: number): boolean =>
  opened.atUs <= untilUs && (closed === undefined || closed.atUs >= fromUs);

/** `latency 2 s`, not `latency latency 2 s`. */
const attributeText = (type: string, name: string, value: string): string =>
  name === type ? value : `${name} ${value}`;

/** Sizes to the byte: a limit of 1500 B is not one of 1.46 KiB. */
function amountText(value: number | string, unit: AttributeKind | undefined): string {
  if (typeof value === 'string' || typeof unit !== 'string') return String(value);
  switch (unit) {
    case 'ms':
      return formatDurationUs(value * 1_000);
    case 'us':
      return formatDurationUs(value);
    case 'bytes':
      return `${value} B`;
    case 'KB/s':
      return `${value} KB/s`;
  }
}
