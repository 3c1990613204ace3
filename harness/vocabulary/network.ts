// The words of the wire.

/** Toxiproxy's names: upstream is client → server, downstream is server → client. */
export type Stream = 'upstream' | 'downstream';

/** Which end of a link: the program that connected, or the program that listens. */
export type Side = 'client' | 'server';

/** How a direction of a TCP connection ends on the wire. */
export type Ending = 'fin' | 'rst';

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

export const formatAddress = (address: Address): string =>
  address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
