// Addresses as Toxiproxy (Go's net package) reads and prints them, with Go's error texts.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Address } from '../../vocabulary/network.js';

export type ParsedAddress =
  { readonly ok: true; readonly address: Address } | { readonly ok: false; readonly error: string };

const failed = (error: string): ParsedAddress => ({ ok: false, error });

/** Reads `host:port` and `[::1]:port`. The host may be empty; an empty port is 0. */
export function parseGoAddress(text: string): ParsedAddress {
  const match = /^(?:\[(?<bracketed>[^[\]]*)\]|(?<plain>[^[\]:]*)):(?<port>[^:]*)$/.exec(text);
  if (match?.groups === undefined) {
    const colons = text.split(':').length - 1;
    const missing = colons === 0 || /^\[[^[\]]*\]$/.test(text);
    return failed(`address ${text}: ${missing ? 'missing port in address' : 'too many colons in address'}`);
  }
  const { bracketed, plain, port = '' } = match.groups;
  if (!/^\d*$/.test(port)) return failed(`lookup tcp/${port}: unknown port`);
  if (Number(port) > 65535) return failed(`address ${port}: invalid port`);
  return { ok: true, address: { host: bracketed ?? plain ?? '', port: Number(port) } };
}

/**
 * The address to bind: names become IPv4 (Go prefers it), no host or an unspecified one becomes all interfaces, and
 * nothing at all a free port of `hostOfNothing`.
 */
export async function resolveListen(text: string, hostOfNothing: string): Promise<ParsedAddress> {
  if (text === '') return { ok: true, address: { host: hostOfNothing, port: 0 } };
  const parsed = parseGoAddress(text);
  if (!parsed.ok) return parsed;
  const { host, port } = parsed.address;
  if (host === '' || host === '0.0.0.0' || host === '::') return { ok: true, address: { host: '::', port } };
  if (isIP(host) !== 0) return parsed;
  try {
    const found = await lookup(host, { all: true });
    const chosen = found.find(({ family }) => family === 4) ?? found[0];
    if (chosen !== undefined) return { ok: true, address: { host: chosen.address, port } };
  } catch {
    // Told below, as Go tells it: the resolver's own words differ from system to system.
  }
  return failed(`lookup ${host}: no such host`);
}

const BIND_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
};

/** `bind: address already in use`, as Go words a failed bind. */
export function bindErrorText(code: string | undefined): string {
  return `bind: ${BIND_ERRORS[code ?? ''] ?? code ?? 'unknown error'}`;
}
