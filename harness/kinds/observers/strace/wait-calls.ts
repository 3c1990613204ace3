// Waits for several sockets: poll, select and epoll_wait, by whatever system call.

import { numberAs, textOf, wordAs } from './argument-texts.js';
import type { Arguments, Asked, Asking, Values } from './asked.js';
import type { Ending } from './line.js';
import type { SocketBook } from './socket-book.js';
import { milliseconds, timespec, timeval, type Bound } from './time-values.js';
import type { StraceValue } from './values.js';

const WAITS: Readonly<Record<string, (values: Values, asking: Asking) => Asked | undefined>> = {
  poll: (values, { book }) => pollAsked(values, book, milliseconds(values[2])),
  ppoll: (values, { book }) => pollAsked(values, book, timespec(values[2])),
  select: (values, { book }) => selectAsked(values, book, timeval(values[4])),
  pselect6: (values, { book }) => selectAsked(values, book, timespec(values[4])),
  epoll_wait: (values, asking) => epollAsked(values, asking, milliseconds(values[3])),
  epoll_pwait: (values, asking) => epollAsked(values, asking, milliseconds(values[3])),
  epoll_pwait2: (values, asking) => epollAsked(values, asking, timespec(values[3])),
};

export const isWait = (syscall: string): boolean => WAITS[syscall] !== undefined;

/** undefined: none of the files is a socket of the book. */
export const waitAsked = (syscall: string, values: Values, asking: Asking): Asked | undefined =>
  WAITS[syscall]?.(values, asking);

/** How many files are ready, and of an epoll instance or a single file, for what. */
export function readyOf(syscall: string, { value, detail }: Ending, [, list]: Values): Arguments {
  const ready = value ?? 0;
  const events = syscall.startsWith('epoll') ? eventsIn(list) : reventsIn(detail);
  return ready === 0 || events.length === 0 ? { ready } : { ready, events: [...new Set(events)].join(' ') };
}

/** `[{events=EPOLLIN, data={u32=3, u64=3}}]` */
const eventsIn = (list: StraceValue | undefined): readonly string[] =>
  list?.is === 'list'
    ? list.items.flatMap((item) => (item.is === 'list' ? [textOf(item.fields.get('events'))] : []))
    : [];

/** `[{fd=3, revents=POLLIN}]` */
const reventsIn = (detail = ''): readonly string[] =>
  [...detail.matchAll(/revents=([A-Z|]+)/g)].map(([, events = '']) => events);

function pollAsked([files, count]: Values, book: SocketBook, timeoutS: Bound): Asked | undefined {
  if (files?.is !== 'list') return undefined;
  const watched = files.items.flatMap((item) => (item.is === 'list' ? [item.fields.get('fd')] : []));
  if (!watched.some((each) => book.find(each) !== undefined)) return undefined;
  const [only] = files.items;
  // What is cut off is not looked at, but counted.
  const { files: all = watched.length } = files.isCut ? numberAs('files', count) : {};
  const events = only?.is === 'list' && all === 1 ? wordAs('events', only.fields.get('events')) : {};
  return asked('poll', { files: all, ...events }, timeoutS, all === 1 ? watched : []);
}

function selectAsked(values: Values, book: SocketBook, timeoutS: Bound): Asked | undefined {
  const watched = values.slice(1, 4).flatMap((set) => (set.is === 'list' ? set.items : []));
  if (!watched.some((each) => book.find(each) !== undefined)) return undefined;
  return asked('select', { files: watched.length }, timeoutS, watched);
}

function epollAsked([epoll]: Values, { book, pid, isWhole }: Asking, timeoutS: Bound): Asked | undefined {
  if (!book.watchesSocket(pid, epoll)) return undefined;
  return asked('epoll_wait', {}, isWhole ? timeoutS : undefined, []);
}

/** The kernel's timeout is told as `timeoutMs` (null: none), too. */
function asked(name: string, args: Arguments, timeoutS: Bound, watched: readonly (StraceValue | undefined)[]): Asked {
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
