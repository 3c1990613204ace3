// Durations among the arguments of system calls, as seconds.

import type { StraceValue } from './values.js';

type Value = StraceValue | undefined;

/** struct timeval of a socket option, which strace prints as a struct or as its 16 bytes. */
export function timevalOf(value: Value): number | undefined {
  if (value?.is === 'list') return secondsOf(value, 'tv_usec', 1e6);
  if (value?.is !== 'string' || value.text.length !== 16) return undefined;
  const bytes = Buffer.from(value.text, 'latin1');
  const [seconds, micros] = NATIVE_IS_LITTLE
    ? [bytes.readBigInt64LE(0), bytes.readBigInt64LE(8)]
    : [bytes.readBigInt64BE(0), bytes.readBigInt64BE(8)];
  return Number(seconds) + Number(micros) / 1e6;
}

const NATIVE_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Linux has two numbers for these options, and strace tells them apart: SO_RCVTIMEO_OLD is what programs call SO_RCVTIMEO. */
export const isOption = (value: Value, name: string): boolean =>
  value?.is === 'word' && value.text.replace(/_(?:OLD|NEW)$/, '') === name;

/** How long a call waits at most: null is for ever, undefined not known. */
export type Bound = number | null | undefined;

/** Of poll and epoll_wait: a number of ms, negative for ever. */
export function milliseconds(value: Value): Bound {
  if (value?.is !== 'word' || !/^-?\d+$/.test(value.text)) return undefined;
  return Number(value.text) < 0 ? null : Number(value.text) / 1000;
}

/** `{tv_sec=0, tv_nsec=50000000}` of ppoll and pselect, or NULL. */
export const timespec = (value: Value): Bound => (isNull(value) ? null : secondsOf(value, 'tv_nsec', 1e9));

/** `{tv_sec=0, tv_usec=50000}` of select, or NULL. */
export const timeval = (value: Value): Bound => (isNull(value) ? null : secondsOf(value, 'tv_usec', 1e6));

const isNull = (value: Value): boolean => value?.is === 'word' && value.text === 'NULL';

function secondsOf(value: Value, field: 'tv_usec' | 'tv_nsec', scale: number): number | undefined {
  if (value?.is !== 'list') return undefined;
  const [whole, part] = [value.fields.get('tv_sec'), value.fields.get(field)];
  if (whole?.is !== 'word' || part?.is !== 'word') return undefined;
  return Number(whole.text) + Number(part.text) / scale;
}
