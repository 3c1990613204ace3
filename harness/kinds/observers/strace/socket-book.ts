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
  learn(pid: number, syscall: string, args: Values, ending: Ending): void {
    if (ending.value === undefined || ending.value < 0) return;
    const [first, second, third, fourth] = args;
    if (syscall === 'socket') {
      if (FAMILIES.has(textOf(first))) this.#add(ending, textOf(second).includes('SOCK_NONBLOCK'));
    } else if (syscall === 'accept' || syscall === 'accept4') {
      if (this.find(first) !== undefined) this.#add(ending, textOf(fourth).includes('SOCK_NONBLOCK'));
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
