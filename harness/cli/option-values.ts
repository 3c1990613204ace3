// What options take: texts of the command line as values. Commander shows what is thrown here beside the option's name.

import { InvalidArgumentError } from 'commander';

export function count(text: string): number {
  const value = whole(text);
  if (value < 1) throw new InvalidArgumentError('expected 1 or more.');
  return value;
}

export function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

/** 0: any. */
export function port(text: string): number {
  const value = whole(text);
  if (value > 65_535) throw new InvalidArgumentError('expected a port, 0 to 65535.');
  return value;
}

export function shard(text: string): string {
  const [, part, parts] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part === undefined || parts === undefined || part < 1 || part > parts) {
    throw new InvalidArgumentError('expected i/n with 1 <= i <= n, such as 1/3.');
  }
  return text;
}

export function url(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('expected a URL such as http://127.0.0.1:8474.');
  }
  return text;
}
