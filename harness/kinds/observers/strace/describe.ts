// System calls as the calls that programs know: those on one socket, those that wait for several, and the one that makes one.

import { textOf } from './argument-texts.js';
import type { Asked, Asking, Got, Values } from './asked.js';
import type { Ending } from './line.js';
import { socketCallAsked, socketCallGot } from './socket-calls.js';
import { isWait, readyOf, waitAsked } from './wait-calls.js';

/** undefined: it has nothing to do with a socket of the book. */
export function describeAsked(syscall: string, values: Values, asking: Asking): Asked | undefined {
  if (syscall === 'socket') return newSocketAsked(values);
  return isWait(syscall) ? waitAsked(syscall, values, asking) : socketCallAsked(syscall, values, asking);
}

/** Of a call that came back without an error. */
export function describeGot(syscall: string, values: Values, ending: Ending): Got {
  if (syscall === 'socket') return { result: { fd: ending.value ?? -1 } };
  return isWait(syscall) ? { result: readyOf(syscall, ending, values) } : socketCallGot(syscall, values, ending);
}

function newSocketAsked([family, type, proto]: Values): Asked | undefined {
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
