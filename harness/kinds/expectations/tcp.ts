// `tcp:` the kernel's own view: states of the sockets of one local port.

import { z } from 'zod';
import type { EventOf } from '../../record/event.js';
import { eventsOf, stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import { TCP_STATES, type TcpState } from '../../vocabulary/network.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Words } from '../words.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { absent, broken, held, inconclusive, missing, seqsOf } from './verdict-words.js';

export interface TcpSpec {
  readonly tcp: {
    /** A place such as `${server.port}` until the judge binds it. */
    readonly port: number;
    readonly state: readonly TcpState[];
    readonly absent: boolean;
    readonly at: 'any' | 'end';
  };
}

export const tcp: ExpectationKind<TcpSpec> = {
  name: 'tcp',
  about: 'states of the kernel’s sockets of one local port',
  schema: tcpSchema,
  needs: () => ['kernel-tcp-table'],
  // While reading, the port may still be a place: `${server.port}` is called server.port.
  describe: ({ tcp: { port, state, absent: isAbsent } }) =>
    `tcp ${String(port).replace(/^\$\{(.*)\}$/, '$1')} ${isAbsent ? 'not ' : ''}in ${state.join(' or ')}`,
  judge: judgeTcp,
};

const stateName = z.enum(TCP_STATES as [TcpState, ...TcpState[]]);

function tcpSchema(words: Words): z.ZodType<TcpSpec> {
  const shape = z
    .strictObject({
      port: words.port.describe('Local port of the sockets, such as ${server.port}'),
      state: z
        .union([stateName.transform((only) => [only]), z.array(stateName).min(1)])
        .describe('A state as tcp(7) names it; a list means one of these'),
      absent: z.boolean().default(false).describe('No socket is in one of these states'),
      at: z
        .enum(['any', 'end'])
        .optional()
        .describe('At any time (the default, but for absent) or when the steps are over'),
    })
    .transform((written) => ({ ...written, at: written.at ?? (written.absent ? 'end' : 'any') }));
  return z.strictObject({ tcp: shape });
}

function judgeTcp(record: RunRecord, { tcp: spec }: TcpSpec): readonly Finding[] {
  const untilUs = stepsEndedUs(record);
  const samples = eventsOf(record.events, 'tcp.sampled').filter(
    ({ data, atUs }) => data.port === spec.port && atUs <= untilUs,
  );
  const texts = { clause: 'tcp', expected: wantedText(spec) };
  const last = samples.at(-1);
  if (last === undefined) {
    return [inconclusive({ ...texts, actual: `the kernel’s sockets of port ${spec.port} were never sampled` })];
  }
  if (spec.at === 'end') {
    const judged = { ...texts, actual: sampleText(last), evidence: seqsOf([last]) };
    if (inStates(last, spec) === spec.absent) return [missing(record, judged)];
    return [absent(record, judged)];
  }
  const found = samples.find((sample) => inStates(sample, spec));
  const judged = { ...texts, actual: sampleText(found ?? last), evidence: seqsOf([found ?? last]) };
  if (spec.absent) return [found === undefined ? absent(record, judged) : broken(judged)];
  return [found === undefined ? missing(record, judged) : held(judged)];
}

const inStates = ({ data }: EventOf<'tcp.sampled'>, { state }: TcpSpec['tcp']): boolean =>
  data.sockets.some((socket) => state.includes(socket.state));

function wantedText({ port, state, absent: isAbsent, at }: TcpSpec['tcp']): string {
  const when = at === 'end' ? 'when the steps are over' : isAbsent ? 'at any time' : 'at some time';
  return `${isAbsent ? 'no socket' : 'a socket'} of port ${port} in ${state.join(' or ')} ${when}`;
}

function sampleText({ data, atUs }: EventOf<'tcp.sampled'>): string {
  const states = data.sockets.map((socket) => socket.state);
  const seen = states.length === 0 ? 'no socket' : [...new Set(states)].join(', ');
  return `${seen} at ${formatDurationUs(atUs)}`;
}
