// How the API shows proxies and toxics: Toxiproxy's keys, in its order.

import type { ConnectionRule } from '../../vocabulary/network.js';
import type { Behaviour } from '../behaviour.js';
import type { TcpProxy } from '../tcp-proxy.js';
import type { Toxic } from '../wire/toxic.js';

export interface ToxicRepresentation {
  readonly attributes: Readonly<Record<string, number | string>>;
  readonly name: string;
  readonly type: string;
  readonly stream: string;
  readonly toxicity: number;
  /** Ours, shown only where there is one. */
  readonly connections?: ConnectionRule;
}

export interface ProxyRepresentation {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  /** Ours, shown only where it is not the default. */
  readonly fin?: 'close';
  readonly accept?: 'never';
  /** In the strict way only: an accident of Toxiproxy's. */
  readonly Logger?: object;
  readonly toxics: readonly ToxicRepresentation[];
}

export function showToxic(toxic: Toxic): ToxicRepresentation {
  const { attributes, name, kind, streamAsGiven, toxicity, rule } = toxic;
  const shown = { attributes, name, type: kind.name, stream: streamAsGiven, toxicity: shortestFloat32(toxicity) };
  return rule === undefined ? shown : { ...shown, connections: rule };
}

export function showProxy(proxy: TcpProxy, { strict }: Behaviour): ProxyRepresentation {
  const { listen, upstream, enabled, fin, accept } = proxy.settings;
  const toxics = proxy.toxics.map(showToxic);
  const ours = { ...(fin === 'close' ? { fin } : {}), ...(accept === 'never' ? { accept } : {}) };
  return { name: proxy.name, listen, upstream, enabled, ...(strict ? { Logger: {} } : ours), toxics };
}

/** The shortest decimal that is the same 32-bit float: 0.1, not 0.10000000149011612. */
function shortestFloat32(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
