// One proxied connection: two sockets, and a chain of toxics for each direction.
//
//   client ══ Peer ─bytes─▶ Chain(upstream)   ─▶ Peer ══ server
//                  ◀─       Chain(downstream) ◀─

import type { Socket } from 'node:net';
import { streamFrom, streamTo, type Address, type Ending, type Side, type Stream } from '../../vocabulary/network.js';
import type { Random } from '../../vocabulary/random.js';
import type { EndReason, LiveConnectionTap } from '../tap/connection-tap.js';
import type { FinForwarding } from '../fin-forwarding.js';
import { Chain } from './chain.js';
import { dial } from './dial.js';
import { Peer, type PeerListener } from './peer.js';
import { localAddressOf, remoteAddressOf } from './socket-addresses.js';
import type { Toxic } from './toxic.js';

export interface ConnectionOptions {
  readonly client: Socket;
  /** undefined: an address that can't be read; the dial fails. */
  readonly upstream: Address | undefined;
  readonly dialDeadlineMs: number;
  readonly toxics: () => readonly Toxic[];
  /** Is the toxic for this connection at all? */
  readonly concerns: (toxic: Toxic) => boolean;
  /** The draws of one toxic on this connection. */
  readonly randomOf: (toxic: Toxic) => Random;
  readonly fin: FinForwarding;
  /** Toxiproxy's own way of ending connections: an RST becomes a FIN, and reset_peer resets only new connections. */
  readonly strict: boolean;
  readonly tap: LiveConnectionTap;
  readonly onClosed: () => void;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #tap: LiveConnectionTap;
  readonly #client: Peer;
  #server: Peer | undefined;
  #dialling: Socket | undefined;
  #chains: Readonly<Record<Stream, Chain>> | undefined;
  /** The toxics that were there when the client was accepted; later ones found a live connection. */
  readonly #toxicsBefore: ReadonlySet<Toxic>;
  /** The toxic after which nothing passes any more; both sockets are kept until both peers have ended. */
  #silencedBy: Toxic | undefined;
  readonly #ended = new Set<Side>();
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#tap = options.tap;
    this.#toxicsBefore = new Set(options.toxics());
    const { client } = options;
    this.#tap.opened(remoteAddressOf(client));
    this.#client = new Peer('client', client, this.#tap, this.#listener);
    this.#dial();
  }

  addToxic(toxic: Toxic): void {
    this.#chains?.[toxic.stream].add(toxic);
  }

  updateToxic(toxic: Toxic): void {
    this.#chains?.[toxic.stream].update(toxic);
  }

  removeToxic(toxic: Toxic): void {
    this.#chains?.[toxic.stream].remove(toxic);
  }

  /** Ends it towards both peers at once; what toxics hold is lost. */
  destroy(why: EndReason['why']): void {
    this.#stopChains();
    this.#client.destroy({ why });
    if (this.#server === undefined) this.#dialling?.destroy();
    else this.#server.destroy({ why });
    this.#closeIfGone();
  }

  #dial(): void {
    const { upstream, dialDeadlineMs } = this.#options;
    if (upstream === undefined) {
      queueMicrotask(() => this.#dialFailed('EINVAL'));
      return;
    }
    this.#dialling = dial(upstream, dialDeadlineMs, {
      connected: (socket) => this.#dialled(socket),
      failed: (errno) => this.#dialFailed(errno),
      closed: () => this.#closeIfGone(),
    });
  }

  /** As Toxiproxy does: the kernel has accepted the client, and a reset might still make its connect fail, or not. */
  #dialFailed(errno: string): void {
    if (this.#client.gone) return;
    this.#tap.dialFailed(errno);
    this.#client.endAndClose({ why: 'dial-failed' });
  }

  #dialled(socket: Socket): void {
    this.#tap.dialled(localAddressOf(socket));
    this.#server = new Peer('server', socket, this.#tap, this.#listener);
    const toxics = this.#options.toxics();
    this.#chains = {
      upstream: this.#chainOf('upstream', this.#client, this.#server, toxics),
      downstream: this.#chainOf('downstream', this.#server, this.#client, toxics),
    };
    this.#chains.upstream.pump();
    this.#chains.downstream.pump();
  }

  #chainOf(stream: Stream, source: Peer, sink: Peer, toxics: readonly Toxic[]): Chain {
    const options = {
      sink,
      randomOf: this.#options.randomOf,
      isLive: (toxic: Toxic) => !this.#toxicsBefore.has(toxic),
      strict: this.#options.strict,
      onApplied: (toxic: Toxic) => this.#tap.toxicApplied(toxic.name, stream),
      concerns: this.#options.concerns,
      setFlowing: (flowing: boolean) => source.setFlowing(flowing),
      onClose: (toxic: Toxic, ending: 'abort' | 'silence') => this.#closedByToxic(toxic, ending),
    };
    return new Chain(
      options,
      toxics.filter((toxic) => toxic.stream === stream),
    );
  }

  readonly #listener: PeerListener = {
    bytes: (side, bytes) => this.#chains?.[streamFrom(side)].push(bytes),
    ended: (side, ending) => this.#endedByPeer(side, ending),
    room: (side) => this.#chains?.[streamTo(side)].pump(),
    closing: (side, ending, reason) => this.#chains?.[streamFrom(side)].end({ ending, whole: true, reason }),
    gone: (side) => this.#gone(side),
  };

  #endedByPeer(side: Side, ending: Ending): void {
    const chains = this.#chains;
    if (chains === undefined) return;
    this.#ended.add(side);
    if (ending === 'rst') this.#discardFor(side);
    const { fin, strict } = this.#options;
    const forwarded = strict ? 'fin' : ending;
    chains[streamFrom(side)].end({ ending: forwarded, whole: fin === 'close', reason: { why: 'forwarded' } });
    this.#endSilence();
  }

  /** A toxic resets both peers at once, or cuts both streams without a word. */
  #closedByToxic(toxic: Toxic, ending: 'abort' | 'silence'): void {
    if (ending === 'silence') {
      this.#silencedBy = toxic;
      this.#chains?.upstream.cutOff();
      this.#chains?.downstream.cutOff();
      this.#endSilence();
      return;
    }
    const reason: EndReason = { why: 'toxic', toxic: toxic.name };
    this.#stopChains();
    this.#server?.reset(reason);
    this.#client.reset(reason);
  }

  /** When both peers have given up nobody is left who could notice. */
  #endSilence(): void {
    if (this.#silencedBy === undefined || this.#ended.size < 2) return;
    this.#stopChains();
    const reason: EndReason = { why: 'toxic', toxic: this.#silencedBy.name };
    this.#server?.destroy(reason);
    this.#client.destroy(reason);
  }

  /** Nothing more is handed on to it: the other side is still read, to see its end, and what it sends is dropped. */
  #discardFor(side: Side): void {
    this.#chains?.[streamTo(side)].stop();
    (side === 'client' ? this.#server : this.#client)?.setFlowing(true);
  }

  #gone(side: Side): void {
    if (this.#chains === undefined) this.#dialling?.destroy();
    else this.#discardFor(side);
    this.#closeIfGone();
  }

  #closeIfGone(): void {
    const serverGone = this.#server?.gone ?? (this.#dialling === undefined || this.#dialling.closed);
    if (this.#closed || !this.#client.gone || !serverGone) return;
    this.#closed = true;
    this.#stopChains();
    this.#tap.closed();
    this.#options.onClosed();
  }

  #stopChains(): void {
    this.#chains?.upstream.stop();
    this.#chains?.downstream.stop();
  }
}
