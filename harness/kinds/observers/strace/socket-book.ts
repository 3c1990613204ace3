// What is known of each socket, by its inode: whatever thread, process or descriptor uses it, it is the same one. Sockets of
// other families than IPv4 and IPv6 are not in the book, and neither are those that were there before the trace.

import type { Ending } from './line.js';
import type { StraceValue } from './values.js';

export interface KnownSocket {
  isNonBlocking: boolean;
  /** SO_RCVTIMEO and SO_SNDTIMEO, s; null: it waits for ever. */
  receiveTimeoutS: number | null;
  sendTimeoutS: number | null;
}

const FAMILIES: ReadonlySet<string> = new Set(['AF_INET', 'AF_INET6']);
const INODE = /^socket:\[(\d+)\]$/;

export class SocketBook {
  readonly #sockets = new Map<string, KnownSocket>();
  /** Epoll instances that watch a socket, by process and descriptor. */
  readonly #epolls = new Set<string>();

  find(value: StraceValue | undefined): KnownSocket | undefined {
    return value?.is === 'fd' ? this.#sockets.get(inodeOf(value.target)) : undefined;
  }

  watchesSocket(pid: number, epoll: StraceValue | undefined): boolean {
    return epoll?.is === 'fd' && this.#epolls.has(`${pid}:${epoll.fd}`);
  }

  /** Learns from a call that came back. */
  learn(pid: number, syscall: string, args: readonly StraceValue[], ending: Ending): void {
    if (ending.value === undefined || ending.value < 0) return;
    const [first, second, third, fourth] = args;
    if (syscall === 'socket') {
      if (isFamily(first)) this.#add(ending, wordOf(second).includes('SOCK_NONBLOCK'));
    } else if (syscall === 'accept' || syscall === 'accept4') {
      if (this.find(first) !== undefined) this.#add(ending, wordOf(fourth).includes('SOCK_NONBLOCK'));
    } else if (syscall === 'epoll_ctl') {
      if (first?.is === 'fd' && this.find(third) !== undefined) this.#epolls.add(`${pid}:${first.fd}`);
    } else {
      const socket = this.find(first);
      if (socket !== undefined) adjust(socket, syscall, args);
    }
  }

  #add({ descriptor }: Ending, isNonBlocking: boolean): void {
    if (descriptor === undefined) return;
    this.#sockets.set(inodeOf(descriptor.target), { isNonBlocking, receiveTimeoutS: null, sendTimeoutS: null });
  }
}

function adjust(socket: KnownSocket, syscall: string, [, second, third, fourth]: readonly StraceValue[]): void {
  if (syscall === 'fcntl' && wordOf(second) === 'F_SETFL') {
    socket.isNonBlocking = flagsOf(third).includes('O_NONBLOCK');
  } else if (syscall === 'ioctl' && wordOf(second) === 'FIONBIO') {
    socket.isNonBlocking = third?.is === 'list' && wordOf(third.items[0]) !== '0';
  } else if (syscall === 'setsockopt') {
    const seconds = timevalOf(fourth);
    if (seconds === undefined) return;
    if (isOption(third, 'SO_RCVTIMEO')) socket.receiveTimeoutS = seconds || null;
    if (isOption(third, 'SO_SNDTIMEO')) socket.sendTimeoutS = seconds || null;
  }
}

const inodeOf = (target: string): string => INODE.exec(target)?.[1] ?? '';
const isFamily = (value: StraceValue | undefined): boolean => FAMILIES.has(wordOf(value));
const wordOf = (value: StraceValue | undefined): string => (value?.is === 'word' ? value.text : '');
const flagsOf = (value: StraceValue | undefined): string => wordOf(value);

/** Linux has two numbers for these options, and strace tells them apart: SO_RCVTIMEO_OLD is what programs call SO_RCVTIMEO. */
export const isOption = (value: StraceValue | undefined, name: string): boolean =>
  wordOf(value).replace(/_(?:OLD|NEW)$/, '') === name;

/** struct timeval, which strace prints as a struct or as its 16 bytes. Seconds. */
export function timevalOf(value: StraceValue | undefined): number | undefined {
  if (value?.is === 'list') return secondsOf(value, 'tv_usec', 1e6);
  if (value?.is !== 'string' || value.text.length !== 16) return undefined;
  const bytes = Buffer.from(value.text, 'latin1');
  const [seconds, micros] = NATIVE_IS_LITTLE
    ? [bytes.readBigInt64LE(0), bytes.readBigInt64LE(8)]
    : [bytes.readBigInt64BE(0), bytes.readBigInt64BE(8)];
  return Number(seconds) + Number(micros) / 1e6;
}

const NATIVE_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** `{tv_sec=0, tv_nsec=50000000}`: seconds; undefined if it is no such struct. */
export function secondsOf(
  value: StraceValue | undefined,
  field: 'tv_usec' | 'tv_nsec',
  scale: number,
): number | undefined {
  if (value?.is !== 'list') return undefined;
  const [whole, part] = [value.fields.get('tv_sec'), value.fields.get(field)];
  if (whole?.is !== 'word' || part?.is !== 'word') return undefined;
  return Number(whole.text) + Number(part.text) / scale;
}
