// System calls on one socket as the calls that programs know: read is recv, accept4 is accept. One row for each.

import {
  addressOf,
  flagsOf,
  isNull,
  messageOf,
  numberAs,
  optionOf,
  optionValue,
  piecesOf,
  wordAs,
} from './argument-texts.js';
import type { Arguments, Asked, Asking, Got, Values } from './asked.js';
import type { Ending } from './line.js';
import type { KnownSocket } from './socket-book.js';

interface Row {
  readonly name: string | ((values: Values) => string);
  /** Which timeout of the socket bounds it. */
  readonly waits?: 'to-receive' | 'to-send';
  readonly args: (values: Values) => Arguments;
  readonly got?: (ending: Ending, values: Values) => Got;
}

const ROWS: Readonly<Record<string, Row>> = {
  bind: { name: 'bind', args: ([, address]) => addressOf(address), got: (_, [, address]) => bound(addressOf(address)) },
  listen: { name: 'listen', args: ([, backlog]) => numberAs('backlog', backlog) },
  accept: { name: 'accept', waits: 'to-receive', args: () => ({}), got: accepted },
  accept4: { name: 'accept', waits: 'to-receive', args: () => ({}), got: accepted },
  connect: { name: 'connect', waits: 'to-send', args: ([, address]) => addressOf(address) },
  shutdown: { name: 'shutdown', args: ([, how]) => wordAs('how', how) },
  close: { name: 'close', args: () => ({}) },
  setsockopt: {
    name: 'setsockopt',
    args: ([, level, option, value]) => ({ ...optionOf(level, option), ...optionValue(option, value) }),
  },
  getsockopt: {
    name: 'getsockopt',
    args: ([, level, option]) => optionOf(level, option),
    got: (_, [, , option, value]) => ({ result: optionValue(option, value) }),
  },
  read: { name: 'recv', waits: 'to-receive', args: ([, , size]) => numberAs('bufsize', size), got: moved },
  readv: { name: 'recv', waits: 'to-receive', args: ([, pieces]) => piecesOf('bufsize', pieces), got: moved },
  recvfrom: {
    name: ([, , , , from]) => (isNull(from) ? 'recv' : 'recvfrom'),
    waits: 'to-receive',
    args: ([, , size, flags]) => ({ ...numberAs('bufsize', size), ...flagsOf(flags) }),
    got: (ending, [, , , , from]) => ({ ...moved(ending), ...(isNull(from) ? {} : { result: addressOf(from) }) }),
  },
  recvmsg: {
    name: 'recvmsg',
    waits: 'to-receive',
    args: ([, message, flags]) => ({ ...messageOf('bufsize', message), ...flagsOf(flags) }),
    got: moved,
  },
  write: { name: 'send', waits: 'to-send', args: ([, , size]) => numberAs('size', size), got: moved },
  writev: { name: 'send', waits: 'to-send', args: ([, pieces]) => piecesOf('size', pieces), got: moved },
  sendto: {
    name: ([, , , , to]) => (isNull(to) ? 'send' : 'sendto'),
    waits: 'to-send',
    args: ([, , size, flags, to]) => ({ ...numberAs('size', size), ...flagsOf(flags), ...addressOf(to) }),
    got: moved,
  },
  sendmsg: {
    name: 'sendmsg',
    waits: 'to-send',
    args: ([, message, flags]) => ({ ...messageOf('size', message), ...flagsOf(flags) }),
    got: moved,
  },
  sendfile: { name: 'sendfile', waits: 'to-send', args: ([, , , size]) => numberAs('size', size), got: moved },
  splice: { name: 'recv', waits: 'to-receive', args: ([, , , , size]) => numberAs('bufsize', size), got: moved },
};

/** splice to a socket; as a row it is the one from a socket. The other end is a pipe. */
const SPLICE_TO: Row = { name: 'send', waits: 'to-send', args: ([, , , , size]) => numberAs('size', size), got: moved };

/** undefined: no call on a socket of the book. */
export function socketCallAsked(syscall: string, values: Values, { book, isWhole }: Asking): Asked | undefined {
  const isSpliceTo = syscall === 'splice' && book.find(values[0]) === undefined;
  const file = values[isSpliceTo ? 2 : 0];
  const socket = book.find(file);
  const row = isSpliceTo ? SPLICE_TO : ROWS[syscall];
  if (row === undefined || socket === undefined || file?.is !== 'fd') return undefined;
  const timeoutS = row.waits === undefined ? undefined : timeoutOf(socket, row.waits);
  const args = row.args(values);
  return {
    name: typeof row.name === 'string' ? row.name : row.name(isWhole ? values : []),
    fd: file.fd,
    args,
    ...(timeoutS === undefined ? {} : { timeoutS }),
    mayWait: timeoutS !== undefined && timeoutS !== 0 && !String(args['flags'] ?? '').includes('MSG_DONTWAIT'),
  };
}

/** Of a call that came back without an error. */
export const socketCallGot = (syscall: string, values: Values, ending: Ending): Got =>
  ROWS[syscall]?.got?.(ending, values) ?? {};

const timeoutOf = (socket: KnownSocket, waits: 'to-receive' | 'to-send'): number | null =>
  socket.isNonBlocking ? 0 : waits === 'to-receive' ? socket.receiveTimeoutS : socket.sendTimeoutS;

function moved({ value }: Ending): Got {
  return value === undefined || value < 0 ? {} : { sizeBytes: value };
}

function accepted({ value }: Ending, [, peer]: Values): Got {
  return { result: { fd: value ?? -1, ...addressOf(peer) } };
}

/** Port 0 is not what the socket has got. */
const bound = (address: Arguments): Got => (address['port'] === 0 ? {} : { result: address });
