// System calls as the calls that programs know: read of a socket is recv, accept4 is accept. One row for each.

import type { CallArgument, CallRef, CallReturned } from '../../../record/events/call-events.js';
import type { Ending } from './line.js';
import { isOption, secondsOf, timevalOf, type KnownSocket, type SocketBook } from './socket-book.js';
import type { StraceValue } from './values.js';

type Arguments = Readonly<Record<string, CallArgument>>;
type Values = readonly StraceValue[];

/** What a program asked for. */
export interface Asked {
  readonly name: string;
  readonly fd: number;
  readonly args: Arguments;
  readonly timeoutS?: number | null;
  readonly mayWait: boolean;
  /** A look that waits for nothing: told only if it found something. */
  readonly isGlance?: boolean;
}

/** What it got; the rest of `call.returned` is the same for all calls. */
export type Got = Pick<CallReturned, 'result' | 'sizeBytes'>;

interface Row {
  readonly name: string | ((values: Values) => string);
  /** Which timeout of the socket bounds it. */
  readonly waits?: 'to-receive' | 'to-send';
  readonly args: (values: Values) => Arguments;
  readonly got?: (ending: Ending, values: Values) => Got;
}

const moved = ({ value }: Ending): Got => (value === undefined || value < 0 ? {} : { sizeBytes: value });
const bufsize = (values: Values): Arguments => sized('bufsize', values[2]);

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
  read: { name: 'recv', waits: 'to-receive', args: bufsize, got: moved },
  readv: { name: 'recv', waits: 'to-receive', args: ([, pieces]) => piecesOf('bufsize', pieces), got: moved },
  recvfrom: {
    name: ([, , , , from]) => (isNull(from) ? 'recv' : 'recvfrom'),
    waits: 'to-receive',
    args: (values) => ({ ...bufsize(values), ...flagsOf(values[3]) }),
    got: (ending, [, , , , from]) => ({ ...moved(ending), ...(isNull(from) ? {} : { result: addressOf(from) }) }),
  },
  recvmsg: { name: 'recvmsg', waits: 'to-receive', args: (values) => messageOf('bufsize', values), got: moved },
  write: { name: 'send', waits: 'to-send', args: (values) => sized('size', values[2]), got: moved },
  writev: { name: 'send', waits: 'to-send', args: ([, pieces]) => piecesOf('size', pieces), got: moved },
  sendto: {
    name: ([, , , , to]) => (isNull(to) ? 'send' : 'sendto'),
    waits: 'to-send',
    args: ([, , size, flags, to]) => ({ ...sized('size', size), ...flagsOf(flags), ...addressOf(to) }),
    got: moved,
  },
  sendmsg: { name: 'sendmsg', waits: 'to-send', args: (values) => messageOf('size', values), got: moved },
  sendfile: { name: 'sendfile', waits: 'to-send', args: (values) => sized('size', values[3]), got: moved },
};

/** undefined: it has nothing to do with a socket of the book. `isWhole`: all arguments are known, not only those at its start. */
export function describeAsked(
  syscall: string,
  values: Values,
  book: SocketBook,
  of: { readonly pid: number; readonly isWhole: boolean },
): Asked | undefined {
  const [first] = values;
  if (syscall === 'socket') return socketAsked(values);
  if (WAITS[syscall] !== undefined) return WAITS[syscall]({ values, book, ...of });
  const row = ROWS[syscall];
  const socket = row === undefined ? undefined : book.find(first);
  if (row === undefined || socket === undefined || first?.is !== 'fd') return undefined;
  const timeoutS = row.waits === undefined ? undefined : timeoutOf(socket, row.waits);
  return {
    name: typeof row.name === 'string' ? row.name : of.isWhole ? row.name(values) : row.name([]),
    fd: first.fd,
    args: row.args(values),
    ...(timeoutS === undefined ? {} : { timeoutS }),
    mayWait: timeoutS !== undefined && timeoutS !== 0 && !flagsText(values[3]).includes('MSG_DONTWAIT'),
  };
}

/** Of a call that came back without an error. */
export function describeGot(syscall: string, values: Values, ending: Ending): Got {
  if (syscall === 'socket') return { result: { fd: ending.value ?? -1 } };
  if (WAITS[syscall] !== undefined) return { result: readyOf(syscall, ending, values) };
  return ROWS[syscall]?.got?.(ending, values) ?? {};
}

function socketAsked([family, type, proto]: Values): Asked | undefined {
  if (!/^AF_INET6?$/.test(textOf(family))) return undefined;
  const [kind = '', ...flags] = textOf(type).split('|');
  const protocol = textOf(proto);
  return {
    name: 'socket',
    fd: -1,
    args: {
      family: textOf(family),
      type: kind,
      proto: protocol === 'IPPROTO_IP' ? 0 : protocol,
      ...(flags.includes('SOCK_NONBLOCK') ? { nonBlocking: true } : {}),
    },
    mayWait: false,
  };
}

const timeoutOf = (socket: KnownSocket, waits: 'to-receive' | 'to-send'): number | null =>
  socket.isNonBlocking ? 0 : waits === 'to-receive' ? socket.receiveTimeoutS : socket.sendTimeoutS;

interface Waiting {
  readonly values: Values;
  readonly book: SocketBook;
  readonly pid: number;
  readonly isWhole: boolean;
}

/** Waits for several sockets. The kernel's timeouts are told as `timeoutMs` (null: none), too. */
const WAITS: Readonly<Record<string, (waiting: Waiting) => Asked | undefined>> = {
  poll: ({ values, book }) => pollAsked(values, book, milliseconds(values[2])),
  ppoll: ({ values, book }) => pollAsked(values, book, timespec(values[2])),
  select: ({ values, book }) => selectAsked(values, book, timeval(values[4])),
  pselect6: ({ values, book }) => selectAsked(values, book, timespec(values[4])),
  epoll_wait: (waiting) => epollAsked(waiting, milliseconds(waiting.values[3])),
  epoll_pwait: (waiting) => epollAsked(waiting, milliseconds(waiting.values[3])),
  epoll_pwait2: (waiting) => epollAsked(waiting, timespec(waiting.values[3])),
};

function pollAsked([files]: Values, book: SocketBook, timeoutS: number | null | undefined): Asked | undefined {
  if (files?.is !== 'list') return undefined;
  const watched = files.items.flatMap((item) => (item.is === 'list' ? [item.fields.get('fd')] : []));
  if (!watched.some((each) => book.find(each) !== undefined)) return undefined;
  const [only] = files.items;
  const events = only?.is === 'list' && watched.length === 1 ? wordAs('events', only.fields.get('events')) : {};
  return waitAsked('poll', { files: watched.length, ...events }, timeoutS, watched);
}

function selectAsked(values: Values, book: SocketBook, timeoutS: number | null | undefined): Asked | undefined {
  const watched = values.slice(1, 4).flatMap((set) => (set.is === 'list' ? set.items : []));
  if (!watched.some((each) => book.find(each) !== undefined)) return undefined;
  return waitAsked('select', { files: watched.length }, timeoutS, watched);
}

function epollAsked({ values, book, pid, isWhole }: Waiting, timeoutS: number | null | undefined): Asked | undefined {
  if (!book.watchesSocket(pid, values[0])) return undefined;
  return waitAsked('epoll_wait', {}, isWhole ? timeoutS : undefined, []);
}

function waitAsked(
  name: string,
  args: Arguments,
  timeoutS: number | null | undefined,
  watched: readonly (StraceValue | undefined)[],
): Asked {
  const [only] = watched;
  return {
    name,
    fd: watched.length === 1 && only?.is === 'fd' ? only.fd : -1,
    args: timeoutS === undefined ? args : { ...args, timeoutMs: timeoutS === null ? null : inMs(timeoutS) },
    ...(timeoutS === undefined ? {} : { timeoutS }),
    mayWait: timeoutS !== 0,
    isGlance: timeoutS === 0,
  };
}

const inMs = (seconds: number): number => Math.round(seconds * 1e6) / 1e3;

function milliseconds(value: StraceValue | undefined): number | null | undefined {
  const text = textOf(value);
  if (!/^-?\d+$/.test(text)) return undefined;
  return Number(text) < 0 ? null : Number(text) / 1000;
}

const timespec = (value: StraceValue | undefined): number | null | undefined =>
  isNull(value) && value !== undefined ? null : secondsOf(value, 'tv_nsec', 1e9);
const timeval = (value: StraceValue | undefined): number | null | undefined =>
  isNull(value) && value !== undefined ? null : secondsOf(value, 'tv_usec', 1e6);

/** How many files are ready, and of an epoll instance or a single file, for what. */
function readyOf(syscall: string, { value, detail }: Ending, values: Values): Arguments {
  const ready = value ?? 0;
  const list = values[1];
  const events = syscall.startsWith('epoll')
    ? list?.is === 'list'
      ? list.items.flatMap((item) => (item.is === 'list' ? [textOf(item.fields.get('events'))] : []))
      : []
    : [...(detail ?? '').matchAll(/revents=([A-Z|]+)/g)].map(([, each]) => each ?? '');
  return ready === 0 || events.length === 0 ? { ready } : { ready, events: [...new Set(events)].join(' ') };
}

function accepted({ value }: Ending, [, peer]: Values): Got {
  return { result: { fd: value ?? -1, ...addressOf(peer) } };
}

/** Port 0 is not what the socket has got. */
const bound = (address: Arguments): Got => (address['port'] === 0 ? {} : { result: address });

/** `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}` → host and port. */
export function addressOf(value: StraceValue | undefined): Arguments {
  if (value?.is !== 'list') return {};
  const port = firstOf(value.fields.get('sin_port') ?? value.fields.get('sin6_port'));
  const ipv4 = firstOf(value.fields.get('sin_addr'));
  // Without a name of its own: inet_pton(AF_INET6, "::1", &sin6_addr).
  const ipv6 = value.items.find((item) => item.is === 'function' && item.name === 'inet_pton');
  const host = ipv4 ?? (ipv6?.is === 'function' ? ipv6.args[1] : undefined);
  if (host?.is !== 'string' || port?.is !== 'word') return {};
  return { host: host.text, port: Number(port.text) };
}

const firstOf = (value: StraceValue | undefined): StraceValue | undefined =>
  value?.is === 'function' ? value.args[0] : undefined;

function optionOf(level: StraceValue | undefined, option: StraceValue | undefined): Arguments {
  return { ...wordAs('level', level), option: textOf(option).replace(/_(?:OLD|NEW)$/, '') };
}

function optionValue(option: StraceValue | undefined, value: StraceValue | undefined): Arguments {
  if (isOption(option, 'SO_RCVTIMEO') || isOption(option, 'SO_SNDTIMEO')) {
    const seconds = timevalOf(value);
    return seconds === undefined ? {} : { value: seconds };
  }
  if (value?.is !== 'list') return value?.is === 'string' ? { value: `${value.text.length} bytes` } : {};
  if (value.fields.size > 0) {
    return { value: [...value.fields].map(([name, each]) => `${name}=${textOf(each)}`).join(' ') };
  }
  const text = textOf(value.items[0]);
  return { value: /^-?\d+$/.test(text) ? Number(text) : text };
}

function messageOf(key: string, [, message, flags]: Values): Arguments {
  if (message?.is !== 'list') return {};
  return {
    ...piecesOf(key, message.fields.get('msg_iov')),
    ...addressOf(message.fields.get('msg_name')),
    ...flagsOf(flags),
  };
}

/** The sum of `iov_len`; nothing when strace left some out. */
function piecesOf(key: string, pieces: StraceValue | undefined): Arguments {
  if (pieces?.is !== 'list' || pieces.isCut) return {};
  const sizes = pieces.items.map((item) =>
    item.is === 'list' ? Number(textOf(item.fields.get('iov_len'))) : Number.NaN,
  );
  const sum = sizes.reduce((total, size) => total + size, 0);
  return Number.isFinite(sum) ? { [key]: sum } : {};
}

const sized = (key: string, value: StraceValue | undefined): Arguments => numberAs(key, value);

function numberAs(key: string, value: StraceValue | undefined): Arguments {
  const number = Number(textOf(value) || Number.NaN);
  return Number.isFinite(number) ? { [key]: number } : {};
}

const wordAs = (key: string, value: StraceValue | undefined): Arguments =>
  value === undefined ? {} : { [key]: textOf(value) };

const flagsText = (value: StraceValue | undefined): string => (value?.is === 'word' ? value.text : '');
const flagsOf = (value: StraceValue | undefined): Arguments =>
  flagsText(value) === '' || flagsText(value) === '0' ? {} : { flags: flagsText(value) };
const isNull = (value: StraceValue | undefined): boolean =>
  value === undefined || (value.is === 'word' && value.text === 'NULL');
const textOf = (value: StraceValue | undefined): string => (value?.is === 'word' ? value.text : '');

export type AskedRef = Pick<CallRef, 'name' | 'fd' | 'args' | 'timeoutS'>;
