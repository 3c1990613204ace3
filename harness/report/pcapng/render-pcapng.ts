// A run as a pcapng file that Wireshark opens: told again from the tap's events, and marked as such.

import { enhancedPacket, interfaceDescription, joined, sectionHeader, type CapturedPacket } from './blocks.js';
import { rebuildPackets, type SidePackets } from './rebuild-packets.js';
import { visibleText } from '../../kinds/reporters/visible-text.js';
import type { RunRecord } from '../../record/run-record.js';

export interface RenderedPcapng {
  readonly bytes: Uint8Array;
  readonly packets: number;
  /** TCP connections: two for each connection that reached its server. */
  readonly conversations: number;
  /** Packets of whose payload only a beginning, or nothing, is in the record. */
  readonly cut: number;
}

/** Pure: the same record gives the same bytes. */
export function renderPcapng(record: RunRecord): RenderedPcapng {
  const sides = rebuildPackets(record);
  const names = [...new Set(sides.map(nameOf))].toSorted();
  const startedUs = Date.parse(record.header.startedAt) * 1000;
  const packets = sides
    .flatMap((side) =>
      side.packets.map(({ atUs, ...packet }): CapturedPacket => ({
        ...packet,
        comments: packet.comments.map((comment) => visibleText(comment)),
        interface: names.indexOf(nameOf(side)),
        timestampUs: Math.round(startedUs + atUs),
      })),
    )
    .toSorted((a, b) => a.timestampUs - b.timestampUs);
  return {
    bytes: joined([
      sectionHeader(sectionOf(record)),
      ...names.map((name) => interfaceDescription({ name, description: descriptionOf(name) })),
      ...packets.map(enhancedPacket),
    ]),
    packets: packets.length,
    conversations: sides.length,
    cut: packets.filter(({ bytes, originalSize }) => bytes.length < originalSize).length,
  };
}

const nameOf = ({ link, side }: SidePackets): string => `${link} (${side} side)`;

const descriptionOf = (name: string): string =>
  name.endsWith('(client side)')
    ? 'between the client and the proxy, told again from a record'
    : 'between the proxy and the server, told again from a record';

function sectionOf({ header }: RunRecord): { comment: string; application: string; os: string } {
  const { scenario, runId, versions, startedAt } = header;
  return {
    comment: [
      'RECONSTRUCTED: not captured from a network interface, but told again from the record of a guasto run.',
      `Scenario: ${visibleText(scenario.title)} (${visibleText(scenario.file)}:${scenario.line}), run ${runId}, started ${startedAt}.`,
      'As recorded: addresses, the order and the size of what passed, FIN and RST, and when, to the microsecond after the start of the run (whose own time of day is known to the millisecond).',
      'Made up: sequence numbers, windows, options and every ACK, which is told at once; how bytes were cut into segments.',
      'Payload: as far as it was recorded, which is the first bytes of each chunk; the rest is cut (captured length below the length on the wire), and no byte is invented.',
      'Faults stand as comments at the next packet of their link.',
    ].join('\n'),
    application: `guasto ${versions['guasto'] ?? ''}`.trimEnd(),
    os: versions['kernel'] ?? '',
  };
}
