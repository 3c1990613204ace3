// Single arguments of system calls as they stand in the record: addresses, sizes, options, flags.

import type { Arguments } from './asked.js';
import { isOption, timevalOf } from './time-values.js';
import type { StraceValue } from './values.js';

type Value = StraceValue | undefined;

export const textOf = (value: Value): string => (value?.is === 'word' ? value.text : '');

/** Also what is not there at all. */
export const isNull = (value: Value): boolean => value === undefined || textOf(value) === 'NULL';

export const wordAs = (key: string, value: Value): Arguments => (value === undefined ? {} : { [key]: textOf(value) });

export function numberAs(key: string, value: Value): Arguments {
  const number = Number(textOf(value) || Number.NaN);
  return Number.isFinite(number) ? { [key]: number } : {};
}

/** Nothing where there are none. */
export const flagsOf = (value: Value): Arguments => {
  const flags = textOf(value);
  return flags === '' || flags === '0' ? {} : { flags };
};

/** `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}` → host and port. */
export function addressOf(value: Value): Arguments {
  if (value?.is !== 'list') return {};
  const port = firstOf(value.fields.get('sin_port') ?? value.fields.get('sin6_port'));
  const ipv4 = firstOf(value.fields.get('sin_addr'));
  // Without a name of its own: inet_pton(AF_INET6, "::1", &sin6_addr).
  const ipv6 = value.items.find((item) => item.is === 'function' && item.name === 'inet_pton');
  const host = ipv4 ?? (ipv6?.is === 'function' ? ipv6.args[1] : undefined);
  if (host?.is !== 'string' || port?.is !== 'word') return {};
  return { host: host.text, port: Number(port.text) };
}

const firstOf = (value: Value): Value => (value?.is === 'function' ? value.args[0] : undefined);

export function optionOf(level: Value, option: Value): Arguments {
  return { ...wordAs('level', level), option: textOf(option).replace(/_(?:OLD|NEW)$/, '') };
}

export function optionValue(option: Value, value: Value): Arguments {
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

/** struct msghdr: the size of its pieces, and its address. */
export function messageOf(key: string, message: Value): Arguments {
  if (message?.is !== 'list') return {};
  return { ...piecesOf(key, message.fields.get('msg_iov')), ...addressOf(message.fields.get('msg_name')) };
}

/** The sum of `iov_len`; nothing when strace left some out. */
export function piecesOf(key: string, pieces: Value): Arguments {
  if (pieces?.is !== 'list' || pieces.isCut) return {};
  const sizes = pieces.items.map((item) => (item.is === 'list' ? Number(textOf(item.fields.get('iov_len'))) : NaN));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return Number.isFinite(sum) ? { [key]: sum } : {};
}
