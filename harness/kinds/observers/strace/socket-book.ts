// What is known of each socket, by its inode: whatever thread, process or descriptor uses it, it is the same one. Sockets of
// other families than IPv4 and IPv6 are not in the book, and neither are those that were there before the trace.

import { textOf } from './argument-texts.js';
import type { Values } from './asked.js';
import type { Ending } from './line.js';
import { isOption, timevalOf } from './time-values.js';
import type { StraceValue } from './values.js';

export interface KnownSocket {
  isNonBlocking: boolean;
  /** SO_RCVTIMEO and SO_SNDTIMEO, s; null: it waits for ever. */
  receiveTimeoutS: number | null;
  sendTimeoutS: number | null;
}

const FAMILIES: ReadonlySet<string> = new Set(['AF_INET', 'AF_INET6']);
const WAITS_FOR_EVER: Omit<KnownSocket, 'isNonBlocking'> = { receiveTimeoutS: null, sendTimeoutS: null };
const INODE = /^socket:\[(\d+)\]$/;

export class SocketBook {
  readonly #sockets = new Map<string, KnownSocket>();
  /** Descriptors of epoll instances that watch a socket, by process. */
  readonly #epolls = new Map<number, Set<number>>();

  find(value: StraceValue | undefined): KnownSocket | undefined {
    return value?.is === 'fd' ? this.#sockets.get(inodeOf(value.target)) : undefined;
  }

  watchesSocket(pid: number, epoll: StraceValue | undefined): boolean {
    return epoll?.is === 'fd' && this.#epolls.get(pid)?.has(epoll.fd) === true;
  }

  /** A child has the descriptors of its parent. */
  inherit(parent: number, child: number): void {
    this.#epolls.set(child, new Set(this.#epolls.get(parent)));
  }

  /** Learns from a call that came back. */
  learn(pid: number, syscall: string, args: Values, ending: Ending): void {
    if (ending.value === undefined || ending.value < 0) return;
    const [first, second, third, fourth] = args;
    if (syscall === 'socket') {
      if (FAMILIES.has(textOf(first))) this.#add(ending, textOf(second).includes('SOCK_NONBLOCK'));
    } else if (syscall === 'accept' || syscall === 'accept4') {
      const listener = this.find(first);
      // On Linux a connection has the timeouts of its listener, but not whether that blocks.
      if (listener !== undefined) this.#add(ending, textOf(fourth).includes('SOCK_NONBLOCK'), listener);
    } else if (syscall === 'epoll_ctl') {
      if (first?.is === 'fd' && this.find(third) !== undefined) this.#epollsOf(pid).add(first.fd);
    } else if (syscall === 'close') {
      if (first?.is === 'fd') this.#epolls.get(pid)?.delete(first.fd);
    } else {
      const socket = this.find(first);
      if (socket !== undefined) adjust(socket, syscall, args);
    }
  }

  #epollsOf(pid: number): Set<number> {
    const known = this.#epolls.get(pid) ?? new Set();
    this.#epolls.set(pid, known);
    return known;
  }

  #add({ descriptor }: Ending, isNonBlocking: boolean, { receiveTimeoutS, sendTimeoutS } = WAITS_FOR_EVER): void {
    if (descriptor === undefined) return;
    this.#sockets.set(inodeOf(descriptor.target), { isNonBlocking, receiveTimeoutS, sendTimeoutS });
  }
}

function adjust(socket: KnownSocket, syscall: string, [, second, third, fourth]: Values): void {
  if (syscall === 'fcntl' && textOf(second) === 'F_SETFL') {
    socket.isNonBlocking = textOf(third).includes('O_NONBLOCK');
  } else if (syscall === 'ioctl' && textOf(second) === 'FIONBIO') {
    socket.isNonBlocking = third?.is === 'list' && textOf(third.items[0]) !== '0';
  } else if (syscall === 'setsockopt') {
    const seconds = timevalOf(fourth);
    if (seconds === undefined) return;
    if (isOption(third, 'SO_RCVTIMEO')) socket.receiveTimeoutS = seconds || null;
    if (isOption(third, 'SO_SNDTIMEO')) socket.sendTimeoutS = seconds || null;
  }
}

const inodeOf = (target: string): string => INODE.exec(target)?.[1] ?? '';
