// What passed each link: connections, bytes from end to end, how each side was ended.

import { passagesOf } from './passages.js';
import type { LinkLane, WireConnection, WireEnd } from '../kinds/reporters/run-report.js';
import { isKind, type RunEvent } from '../record/event.js';
import { connectionFlows, type ConnectionFlows, type FlowEnd } from '../record/flows.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Side } from '../vocabulary/network.js';

export function linkLanes(scenario: Scenario, record: RunRecord, endUs: number): readonly LinkLane[] {
  const connections = connectionsByLink(record.events, endUs);
  return scenario.links.map((link) => ({
    link: link.name,
    via: link.via,
    clients: clientsOf(scenario, record, link.name),
    to: link.to,
    connections: connections.get(link.name) ?? [],
  }));
}

/** The connections of each link, in the order in which they were opened. */
export function connectionsByLink(
  events: readonly RunEvent[],
  endUs: number,
): ReadonlyMap<string, readonly WireConnection[]> {
  const ownerOf = portOwners(events);
  const links = new Map<string, WireConnection[]>();
  for (const flow of connectionFlows(events)) {
    const connection = connectionOf(flow, events, { endUs, ownerOf });
    const known = links.get(flow.link);
    if (known === undefined) links.set(flow.link, [connection]);
    else known.push(connection);
  }
  return links;
}

interface Surroundings {
  readonly endUs: number;
  readonly ownerOf: ReturnType<typeof portOwners>;
}

function connectionOf(
  flows: ConnectionFlows,
  events: readonly RunEvent[],
  { endUs, ownerOf }: Surroundings,
): WireConnection {
  return {
    connection: flows.connection,
    seqs: [flows.opened, flows.dialled, flows.dialFailed, flows.closed].flatMap((event) => event?.seq ?? []),
    client: ownerOf(flows.opened.data.client.port, flows.opened.atUs),
    openedUs: flows.opened.atUs,
    dialledUs: flows.dialled?.atUs,
    dialFailed:
      flows.dialFailed === undefined ? undefined : { atUs: flows.dialFailed.atUs, errno: flows.dialFailed.data.errno },
    closedUs: flows.closed?.atUs ?? endUs,
    passages: [...passagesOf(flows.upstream, events), ...passagesOf(flows.downstream, events)],
    ends: endsOf(flows),
  };
}

/** An end that the proxy only handed on is one mark from side to side; one that it made itself starts in the middle. */
function endsOf({ endedByPeer, endedByProxy }: ConnectionFlows): readonly WireEnd[] {
  const ends: WireEnd[] = [];
  for (const side of ['client', 'server'] as const) {
    const other: Side = side === 'client' ? 'server' : 'client';
    const peer = endedByPeer[side];
    const proxy = endedByProxy[other];
    const forwarded = peer !== undefined && proxy?.why === 'forwarded' ? proxy : undefined;
    if (peer !== undefined) {
      const { seq, ending, atUs } = peer;
      const text = ending.toUpperCase();
      const sent = { sentSeq: forwarded?.seq, untilUs: forwarded?.atUs };
      ends.push({ seq, ending, from: side, to: other, fromUs: atUs, ...sent, text });
    }
    if (proxy !== undefined && forwarded === undefined) {
      const { seq, ending, atUs } = proxy;
      const sent = { sentSeq: seq, untilUs: atUs };
      ends.push({ seq, ending, from: 'proxy', to: other, fromUs: atUs, ...sent, text: textOfProxyEnd(proxy) });
    }
  }
  return ends.toSorted((a, b) => a.fromUs - b.fromUs || a.seq - b.seq);
}

function textOfProxyEnd({ ending, why, toxic }: FlowEnd): string {
  const word = ending.toUpperCase();
  switch (why) {
    case 'toxic':
      return toxic === undefined ? `${word} by a toxic` : `${word} by ${toxic}`;
    case 'link-down':
      return `${word}: link down`;
    case 'dial-failed':
      return `${word}: server not reached`;
    case 'shutdown':
      return `${word}: clean-up`;
    case 'forwarded':
    case undefined:
      break;
  }
  return word;
}

/** Whose arguments name the link; else who was started with its port; else the only other program. */
function clientsOf(scenario: Scenario, { header, events }: RunRecord, link: string): readonly string[] {
  const named = scenario.programs.filter(({ argv, env }) =>
    [...argv, ...Object.values(env)].some((text) => text.includes(`\${${link}.`)),
  );
  if (named.length > 0) return named.map(({ name }) => name);
  const port = String(header.addresses[link]?.port);
  const target = scenario.links.find(({ name }) => name === link)?.to;
  const started = new Set<string>();
  for (const event of events) {
    if (!isKind(event, 'process.spawned') || event.data.program === target) continue;
    if (event.data.argv.includes(port)) started.add(event.data.program);
  }
  if (started.size > 0) return [...started];
  const others = scenario.programs.filter(({ name }) => name !== target);
  return others.length === 1 ? others.map(({ name }) => name) : [];
}

/** Which program connected from a local port. A port may be used again: the last one before the connection counts. */
function portOwners(events: readonly RunEvent[]): (port: number, atUs: number) => string | undefined {
  const owners = new Map<number, { readonly program: string; readonly atUs: number }[]>();
  for (const event of events) {
    const port = isKind(event, 'call.returned') ? event.data.result?.['localPort'] : undefined;
    if (typeof port !== 'number' || !isKind(event, 'call.returned')) continue;
    const { program, startUs } = event.data;
    owners.set(port, [...(owners.get(port) ?? []), { program, atUs: startUs }]);
  }
  return (port, atUs) => owners.get(port)?.findLast((owner) => owner.atUs <= atUs)?.program;
}
