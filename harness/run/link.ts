// A link of one run: its proxy (and taps), what may be done to it, and its events on the run's record.

import type { Proxy as ToxiproxyProxy, ICreateToxicBody } from 'toxiproxy-node-client';
import type { PlannedLink } from '../plan/index.js';
import type { ProxyEvent, ProxyEventKind } from '../proxy/index.js';
import type { EventData } from '../record/event.js';
import type { Recorder } from '../record/recorder.js';
import { formatAddress, type Address } from '../vocabulary/network.js';
import type { LinkControl, WireToxic } from '../vocabulary/rig.js';
import { seededRandom } from '../vocabulary/random.js';
import { monotonicUsOf } from '../vocabulary/time.js';
import type { Undo, UndoStack } from '../vocabulary/undo.js';
import { FarEndJoin } from './far-end-join.js';
import { callToxiproxy, type ToxiproxyControl } from './toxiproxy.js';

export interface LinkParts {
  readonly runId: string;
  readonly seed: number;
  readonly toxiproxy: ToxiproxyControl;
  readonly recorder: Recorder;
  readonly undos: UndoStack;
  /** Records the sockets of a port as the kernel sees them now. */
  readonly sampleTcp: (port: number) => void;
  /** Two more free ports, for the taps of a foreign Toxiproxy. Throws RigError. */
  readonly tapPorts: () => readonly [number, number];
}

/** Puts the proxy in between; nothing passes before this resolves. Throws RigError. */
export async function openLink(link: PlannedLink, parts: LinkParts): Promise<LinkControl> {
  return parts.toxiproxy.kind === 'embedded' ? await openEmbedded(link, parts) : await openForeign(link, parts);
}

async function openEmbedded(link: PlannedLink, parts: LinkParts): Promise<LinkControl> {
  const name = `${parts.runId}.${link.name}`;
  parts.undos.push(
    `unsubscribe ${name}`,
    parts.toxiproxy.subscribe(name, (event) => record(parts.recorder, link, event)),
  );
  // Runs after the proxy is removed: its last events carry the totals and digests.
  parts.undos.push('hear the last events', () => parts.toxiproxy.flush());
  const proxy = await parts.toxiproxy.createProxy({
    ...bodyOf(name, link.listen, link.upstream),
    seed: seedOf(link.name, parts.seed),
  });
  parts.undos.push(`remove proxy ${name}`, () => callToxiproxy(`remove proxy ${name}`, () => proxy.remove()));
  return control(link, proxy, undefined, parts);
}

async function openForeign(link: PlannedLink, parts: LinkParts): Promise<LinkControl> {
  const { runId, toxiproxy, undos } = parts;
  const name = `${runId}.${link.name}`;
  const [middlePort, backPort] = parts.tapPorts();
  const middle: Address = { host: link.listen.host, port: middlePort };
  const back: Address = { host: link.listen.host, port: backPort };
  const join = new FarEndJoin((event) => record(parts.recorder, link, event));
  undos.push(
    `unsubscribe ${name}.front`,
    toxiproxy.subscribe(`${name}.front`, (event) => join.fromFront(event)),
  );
  undos.push(
    `unsubscribe ${name}.back`,
    toxiproxy.subscribe(`${name}.back`, (event) => join.fromBack(event)),
  );
  undos.push('hear the last events', () => toxiproxy.flush());
  const create = async (what: string, made: Promise<ToxiproxyProxy>): Promise<ToxiproxyProxy> => {
    const proxy = await made;
    undos.push(`remove ${what}`, () => callToxiproxy(`remove ${what}`, () => proxy.remove()));
    return proxy;
  };
  await create(`tap ${name}.back`, toxiproxy.createTap(bodyOf(`${name}.back`, back, link.upstream)));
  const proxy = await create(`proxy ${name}`, toxiproxy.createProxy(bodyOf(name, middle, back)));
  const front = await create(`tap ${name}.front`, toxiproxy.createTap(bodyOf(`${name}.front`, link.listen, middle)));
  return control(link, proxy, front, parts);
}

/** Two links of one run must not draw the same. */
const seedOf = (link: string, seed: number): number => seededRandom(seed, link).integer(0, 2 ** 31 - 1);

const bodyOf = (name: string, listen: Address, upstream: Address) => ({
  name,
  listen: formatAddress(listen),
  upstream: formatAddress(upstream),
  enabled: true,
});

function control(
  link: PlannedLink,
  proxy: ToxiproxyProxy,
  front: ToxiproxyProxy | undefined,
  parts: LinkParts,
): LinkControl {
  const setEnabled = async (enabled: boolean): Promise<void> => {
    const verb = enabled ? 'enable' : 'disable';
    // The client's connect must meet the same refusal as at the foreign proxy's own port, so its front tap goes down too.
    for (const one of front === undefined ? [proxy] : enabled ? [proxy, front] : [front, proxy]) {
      const { listen, upstream } = one;
      await callToxiproxy(`${verb} proxy ${one.name}`, () => one.update({ listen, upstream, enabled }));
    }
    parts.sampleTcp(link.listen.port);
  };
  // Where the client enters is a proxy of the embedded Toxiproxy in both cases. The client library knows nothing of `accept`.
  const setAccept = async (accept: 'always' | 'never'): Promise<void> => {
    const entrance = front ?? proxy;
    await callToxiproxy(`let proxy ${entrance.name} accept: ${accept}`, async () => {
      const answer = await fetch(entrance.getPath(), { method: 'PATCH', body: JSON.stringify({ accept }) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`status code ${answer.status}, ${text}`);
    });
    parts.sampleTcp(link.listen.port);
  };
  return {
    addToxic: async (toxic: WireToxic): Promise<Undo> => {
      const { name } = toxic;
      // Its type wants the attributes of one named toxic; ours were checked against that toxic's schema.
      const body = toxic as unknown as ICreateToxicBody<never>;
      const added = await callToxiproxy(`add toxic ${name} (${toxic.type})`, () => proxy.addToxic(body));
      return () => callToxiproxy(`remove toxic ${name}`, () => added.remove());
    },
    takeDown: async (): Promise<Undo> => {
      await setEnabled(false);
      return () => setEnabled(true);
    },
    stopAccepting: async (): Promise<Undo> => {
      await setAccept('never');
      return () => setAccept('always');
    },
  };
}

function record(recorder: Recorder, link: PlannedLink, event: ProxyEvent): void {
  const untilUs =
    'untilUs' in event.data && event.data.untilUs !== undefined
      ? { untilUs: recorder.at(monotonicUsOf(event.data.untilUs)) }
      : {};
  recorder.emit({
    observer: 'tap',
    kind: event.kind,
    // The proxy knows neither links nor runs: its events are those of the record but for the name and the clock's zero.
    data: { ...event.data, ...untilUs, link: link.name } as unknown as EventData[ProxyEventKind],
    atUs: recorder.at(event.at),
  });
}
