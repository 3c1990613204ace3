// One toxic's place in the chain of one stream of one connection: keeps its queue and state, and carries its Actions out.

import type { Action, Close, EndAction } from '../../kinds/toxics/toxic.js';
import type { Random } from '../../vocabulary/random.js';
import { unreachable } from '../../vocabulary/invariant.js';
import { clockMs } from './clock.js';
import { ChunkQueue, type QueuedChunk } from './chunk-queue.js';
import { strengthOf, type Outlet, type StreamEnd } from './outlet.js';
import type { Toxic } from './toxic.js';

/** After so many actions others have their turn. */
const MOST_ACTIONS = 100;

/** What may wait at a toxic that names no room of its own: one read. */
const ROOM_BYTES = 64 * 1024;

export interface StageOptions {
  readonly toxic: Toxic;
  readonly random: Random;
  readonly live: boolean;
  readonly nowMs: number;
  /** Is the toxic, as it is now, for this connection at all? */
  readonly concerns: (toxic: Toxic) => boolean;
  /** The toxic ends the connection: what it was to hand on before is handed on, and it holds nothing any more. */
  readonly onClose: (stage: Stage, ending: Close) => void;
}

export class Stage implements Outlet {
  readonly toxic: Toxic;
  /** When step() wants to be called again; undefined: when bytes, room or new attributes come. */
  wakeAtMs: number | undefined;
  readonly #random: Random;
  readonly #draw: number;
  readonly #concerns: StageOptions['concerns'];
  readonly #onClose: StageOptions['onClose'];
  readonly #queue = new ChunkQueue();
  #state: unknown;
  /** The draw made the toxic apply to this connection. */
  #applies: boolean;
  #removed = false;
  #closed = false;
  #handedOnMs: number | undefined;
  #end: StreamEnd | undefined;
  #endHandedOn = false;
  /** The answer for the head of the queue: asked once, so that a jitter is drawn once. */
  #action: Action | undefined;
  #endAction: EndAction | undefined;

  constructor(options: StageOptions) {
    this.toxic = options.toxic;
    this.#random = options.random;
    this.#draw = options.random.next();
    this.#concerns = options.concerns;
    this.#onClose = options.onClose;
    this.#applies = this.#isDrawn();
    if (this.#applies) this.#state = this.toxic.kind.start({ nowMs: options.nowMs, live: options.live });
  }

  get applies(): boolean {
    return this.#applies && !this.#removed;
  }

  /** Removed, and nothing left in it: it can be taken out of the chain. */
  get done(): boolean {
    return this.#removed && this.#queue.head === undefined && (this.#end === undefined || this.#endHandedOn);
  }

  hasRoom(): boolean {
    if (!this.applies) return this.#queue.head === undefined;
    const { kind, attributes } = this.toxic;
    return this.#queue.costBytes < (kind.roomBytes?.(attributes) ?? ROOM_BYTES);
  }

  accept(bytes: Uint8Array, arrivedMs: number): void {
    if (!this.#closed) this.#queue.push({ bytes, arrivedMs });
  }

  acceptEnd(end: StreamEnd): void {
    if (this.#closed) return;
    if (this.#end === undefined) this.#end = end;
    else if (strengthOf(end) > strengthOf(this.#end)) {
      // It takes the place of the weaker one; where that was handed on already, it follows.
      this.#end = { ...end, arrivedMs: this.#end.arrivedMs };
      this.#endHandedOn = false;
    }
  }

  /** The toxic's attributes or toxicity have changed. The draw stays: it is made once for a connection. */
  refresh(nowMs: number): void {
    const applies = this.#isDrawn();
    if (applies && !this.#applies) this.#state = this.toxic.kind.start({ nowMs, live: true });
    this.#applies = applies;
    this.#askAgain();
  }

  /** From now on it passes everything, what is queued first. */
  remove(): void {
    this.#removed = true;
    this.#askAgain();
  }

  /** Drops what it holds and takes nothing more. */
  close(): void {
    this.#closed = true;
    this.#queue.clear();
    this.wakeAtMs = undefined;
  }

  /** Moves on what is due and has room. Returns whether anything moved. */
  step(next: Outlet, nowMs: number): boolean {
    this.wakeAtMs = undefined;
    let moved = false;
    let actions = 0;
    for (let head = this.#queue.head; head !== undefined && !this.#closed; head = this.#queue.head) {
      actions += 1;
      if (actions > MOST_ACTIONS || !next.hasRoom() || !this.#carryOut(head, next, nowMs)) break;
      moved = true;
    }
    if (this.#queue.head === undefined && !this.#closed) moved = this.#stepEnd(next, nowMs) || moved;
    if (!this.#closed) this.#watchDeadline(nowMs);
    return moved;
  }

  /** Carries out the toxic's answer for the head. False: not yet. */
  #carryOut(head: QueuedChunk, next: Outlet, nowMs: number): boolean {
    const action = (this.#action ??= this.#ask(head, nowMs));
    switch (action.do) {
      case 'pass':
        this.#handOn(head.bytes.length, next, nowMs);
        return this.#settle(action);
      case 'deliver':
        if (this.#notYet(action.atMs, nowMs)) return false;
        this.#handOn(action.sizeBytes, next, Math.max(action.atMs, head.arrivedMs));
        return this.#settle(action);
      case 'drop':
        this.#queue.take(head.bytes.length);
        return this.#settle(action);
      case 'flip':
        next.accept(flipped(this.#queue.take(head.bytes.length), action.atByte), nowMs);
        this.#handedOnMs = clockMs();
        return this.#settle(action);
      case 'hold':
        return false;
      case 'close':
        if (this.#notYet(action.atMs, nowMs)) return false;
        if (action.sizeBytes > 0) next.accept(this.#queue.take(action.sizeBytes), nowMs);
        this.#closeConnection(action.ending);
        return true;
      default:
        return unreachable(action);
    }
  }

  #isDrawn(): boolean {
    return this.#draw < this.toxic.toxicity && this.#concerns(this.toxic);
  }

  #ask(head: QueuedChunk, nowMs: number): Action {
    if (!this.applies) return { do: 'pass' };
    const chunk = { sizeBytes: head.bytes.length, arrivedMs: head.arrivedMs };
    return this.toxic.kind.onChunk({ ...this.#moment(nowMs), chunk });
  }

  #handOn(sizeBytes: number, next: Outlet, arrivedMs: number): void {
    next.accept(this.#queue.take(sizeBytes), arrivedMs);
    this.#handedOnMs = clockMs();
  }

  #settle(action: { readonly next?: unknown }): true {
    if ('next' in action) this.#state = action.next;
    this.#action = undefined;
    return true;
  }

  #stepEnd(next: Outlet, nowMs: number): boolean {
    const end = this.#end;
    if (end === undefined || this.#endHandedOn) return false;
    const action = (this.#endAction ??= this.#askEnd(end, nowMs));
    switch (action.do) {
      case 'hold':
        return false;
      case 'close':
        if (this.#notYet(action.atMs, nowMs)) return false;
        this.#closeConnection(action.ending);
        return true;
      case 'deliver':
        if (this.#notYet(action.atMs, nowMs)) return false;
        break;
      case 'pass':
        break;
      default:
        return unreachable(action);
    }
    this.#endHandedOn = true;
    next.acceptEnd({ ...end, arrivedMs: nowMs });
    return true;
  }

  #askEnd(end: StreamEnd, nowMs: number): EndAction {
    const { kind } = this.toxic;
    if (!this.applies || kind.onEnd === undefined) return { do: 'pass' };
    return kind.onEnd({ ...this.#moment(nowMs), arrivedMs: end.arrivedMs, ending: end.ending });
  }

  #watchDeadline(nowMs: number): void {
    if (!this.applies) return;
    const deadline = this.toxic.kind.deadline?.({ attributes: this.toxic.attributes, state: this.#state });
    if (deadline !== undefined && !this.#notYet(deadline.atMs, nowMs)) this.#closeConnection(deadline.ending);
  }

  #notYet(atMs: number, nowMs: number): boolean {
    if (atMs <= nowMs) return false;
    this.wakeAtMs = Math.min(this.wakeAtMs ?? atMs, atMs);
    return true;
  }

  #closeConnection(ending: Close): void {
    this.close();
    this.#onClose(this, ending);
  }

  #askAgain(): void {
    this.#action = undefined;
    this.#endAction = undefined;
  }

  #moment(nowMs: number) {
    const { attributes } = this.toxic;
    return { attributes, state: this.#state, nowMs, handedOnMs: this.#handedOnMs, random: this.#random };
  }
}

/** A copy: the original may be hashed or shown elsewhere. */
function flipped(bytes: Uint8Array, atByte: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[atByte] = (copy[atByte] ?? 0) ^ 0xff;
  return copy;
}
