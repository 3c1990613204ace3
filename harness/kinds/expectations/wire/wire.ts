// `wire:` what passed a link, at both of its ends: bytes, digests, pieces, connections, and how each side was ended.

import { connectionFlows, type ConnectionFlows } from '../../../record/flows.js';
import { stepsEndedUs } from '../../../record/moments.js';
import type { RunRecord } from '../../../record/run-record.js';
import type { Stream } from '../../../vocabulary/network.js';
import { describeBounds, isWithin, mayGrowWithin, type Bounds } from '../bounds.js';
import { worstByClause } from '../by-clause.js';
import type { ExpectationKind, Finding } from '../expectation.js';
import { absent, broken, held, inconclusive, missing, plural, seqsOf } from '../verdict-words.js';
import { judgeConnection } from './wire-clauses.js';
import { wireSchema, type WireSelector, type WireSpec } from './wire-spec.js';

export const wire: ExpectationKind<WireSpec> = {
  name: 'wire',
  about: 'what passed a link: bytes, digests, pieces, connections, and how each side was ended',
  schema: wireSchema,
  needs: () => [],
  describe: ({ wire: { link, stream, connection } }) => {
    const which = [connection === undefined ? [] : `connection ${connection}`, stream ?? []].flat();
    return `wire ${link}${which.length === 0 ? '' : ` (${which.join(', ')})`}`;
  },
  judge: judgeWire,
};

function judgeWire(record: RunRecord, spec: WireSpec): readonly Finding[] {
  const untilUs = stepsEndedUs(record);
  const all = connectionFlows(record.events, spec.wire.link).filter(({ opened }) => opened.atUs <= untilUs);
  const counted = spec.connections === undefined ? [] : [judgeConnections(record, all, spec.connections)];
  const { wire: _, connections: __, ...clauses } = spec;
  if (Object.values(clauses).every((clause) => clause === undefined)) return counted;
  const chosen = choose(all, spec.wire);
  if (chosen.length === 0) return [...counted, noConnection(record, all, spec.wire)];
  const perConnection = chosen.map((flows) => judgeConnection({ record, untilUs }, flows, spec));
  const findings = worstByClause(perConnection.flat());
  return [...counted, ...findings.map((finding) => unlessIdle(finding, chosen, spec.wire))];
}

/** Where nothing was sent, nothing shows that bytes come through unchanged. */
function unlessIdle(finding: Finding, chosen: readonly ConnectionFlows[], { stream }: WireSelector): Finding {
  const { clause, outcome } = finding;
  if (outcome !== 'held' || (clause !== 'digest' && clause !== 'echo')) return finding;
  const streams: readonly Stream[] = clause === 'echo' || stream === undefined ? ['upstream', 'downstream'] : [stream];
  const isIdle = !chosen.some(({ closed }) => streams.some((each) => (closed?.data[each].receivedBytes ?? 0) > 0));
  return isIdle
    ? inconclusive({ ...finding, actual: `${finding.actual}: not a byte passed, which shows nothing` })
    : finding;
}

function choose(all: readonly ConnectionFlows[], { connection = 'every' }: WireSelector): readonly ConnectionFlows[] {
  if (connection === 'every') return all;
  return connection === 'last' ? all.slice(-1) : all.slice(connection - 1, connection);
}

function noConnection(record: RunRecord, all: readonly ConnectionFlows[], { link, connection }: WireSelector): Finding {
  return missing(record, {
    clause: 'wire',
    expected: typeof connection === 'number' ? `connection ${connection} of ${link}` : `a connection of ${link}`,
    actual: `${link} had ${all.length === 0 ? 'no connection' : plural(all.length, 'connection')}`,
    evidence: seqsOf(all.slice(-1).map(({ opened }) => opened)),
  });
}

function judgeConnections(record: RunRecord, all: readonly ConnectionFlows[], bounds: Bounds): Finding {
  const texts = {
    clause: 'connections',
    expected: `${describeBounds(bounds, (value) => plural(value, 'connection'))}`,
    actual: plural(all.length, 'connection'),
    evidence: seqsOf(all.slice(0, 5).map(({ opened }) => opened)),
  };
  if (!isWithin(all.length, bounds)) return mayGrowWithin(all.length, bounds) ? missing(record, texts) : broken(texts);
  return bounds.exactly === undefined && bounds.atMost === undefined ? held(texts) : absent(record, texts);
}
