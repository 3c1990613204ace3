// The words of the wire.

/** Toxiproxy's names: upstream is client → server, downstream is server → client. */
export type Stream = 'upstream' | 'downstream';

/** Which end of a link: the program that connected, or the program that listens. */
export type Side = 'client' | 'server';

/** How a direction of a TCP connection ends on the wire. */
export type Ending = 'fin' | 'rst';

/** Which connections of a proxy a toxic is for: those that meet everything that is said. */
export interface ConnectionRule {
  /** The n-th that was accepted, counted from 1 for as long as the proxy is there. */
  readonly nth?: number | undefined;
  /** The first so many. */
  readonly first?: number | undefined;
  /** Those that come from this port of the client. */
  readonly port?: number | undefined;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** States as tcp(7) names them. */
export type TcpState =
  | 'ESTABLISHED'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'LISTEN'
  | 'CLOSING';

export const TCP_STATES: readonly TcpState[] = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
];

/** The side that sends in a stream. */
export const sourceOf = (stream: Stream): Side => (stream === 'upstream' ? 'client' : 'server');

/** The side that receives in a stream. */
export const sinkOf = (stream: Stream): Side => (stream === 'upstream' ? 'server' : 'client');

/** The stream that a side sends, and the one that it receives. */
export const streamFrom = (side: Side): Stream => (side === 'client' ? 'upstream' : 'downstream');
export const streamTo = (side: Side): Stream => (side === 'client' ? 'downstream' : 'upstream');

export const formatAddress = (address: Address): string =>
  address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;

/** Is the rule for the connection with this number (from 1) and this port of its client? No rule is for all. */
export const concerns = (rule: ConnectionRule | undefined, connection: number, clientPort: number): boolean =>
  (rule?.nth === undefined || rule.nth === connection) &&
  (rule?.first === undefined || connection <= rule.first) &&
  (rule?.port === undefined || rule.port === clientPort);

/** `number 2`, for messages. */
export function describeRule({ nth, first, port }: ConnectionRule): string {
  const said = [
    ...(nth === undefined ? [] : [`number ${nth}`]),
    ...(first === undefined ? [] : [`among the first ${first}`]),
    ...(port === undefined ? [] : [`from port ${port}`]),
  ];
  return said.join(', ');
}
