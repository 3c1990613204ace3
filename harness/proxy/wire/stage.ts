// One toxic's place in the chain of one stream of one connection: keeps its queue, and carries its Actions out.

import type { Action, Close, EndAction } from '../../kinds/toxics/toxic.js';
import { unreachable } from '../../vocabulary/invariant.js';
import { AppliedToxic, type AppliedToxicOptions } from './applied-toxic.js';
import { ChunkQueue, type QueuedChunk } from './chunk-queue.js';
import { clockMs } from './clock.js';
import { strengthOf, type Outlet, type StreamEnd } from './outlet.js';
import type { Toxic } from './toxic.js';

/** After so many actions others have their turn. */
const MOST_ACTIONS = 100;

/** The toxic ends the connection: what it was to hand on before is handed on, and it holds nothing any more. */
export type OnClose = (stage: Stage, ending: Close) => void;

export class Stage implements Outlet {
  /** When step() wants to be called again; undefined: when bytes, room or new attributes come. */
  wakeAtMs: number | undefined;
  readonly #applied: AppliedToxic;
  readonly #onClose: OnClose;
  readonly #queue = new ChunkQueue();
  #closed = false;
  #handedOnMs: number | undefined;
  #end: StreamEnd | undefined;
  #endHandedOn = false;
  /** The answer for the head of the queue: asked once, so that a jitter is drawn once. */
  #action: Action | undefined;
  #endAction: EndAction | undefined;

  constructor(options: AppliedToxicOptions, onClose: OnClose) {
    this.#applied = new AppliedToxic(options);
    this.#onClose = onClose;
  }

  get toxic(): Toxic {
    return this.#applied.toxic;
  }

  get applies(): boolean {
    return this.#applied.applies;
  }

  get hasApplied(): boolean {
    return this.#applied.hasApplied;
  }

  /** Removed, and nothing left in it: it can be taken out of the chain. */
  get done(): boolean {
    return this.#applied.removed && this.#queue.head === undefined && (this.#end === undefined || this.#endHandedOn);
  }

  hasRoom(): boolean {
    return this.applies ? this.#queue.costBytes < this.#applied.roomBytes : this.#queue.head === undefined;
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

  /** The toxic's attributes or toxicity have changed. */
  refresh(nowMs: number): void {
    this.#applied.refresh(nowMs);
    this.#askAgain();
  }

  /** From now on it passes everything, what is queued first. */
  remove(): void {
    this.#applied.remove();
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
    const action = (this.#action ??= this.#applied.onChunk(head, { nowMs, handedOnMs: this.#handedOnMs }));
    switch (action.do) {
      case 'pass':
        this.#handOn(this.#queue.take(head.bytes.length), next, nowMs);
        return this.#settle(action);
      case 'deliver':
        if (this.#notYet(action.atMs, nowMs)) return false;
        this.#handOn(this.#queue.take(action.sizeBytes), next, Math.max(action.atMs, head.arrivedMs));
        return this.#settle(action);
      case 'drop':
        this.#queue.take(head.bytes.length);
        return this.#settle(action);
      case 'flip':
        this.#handOn(flipped(this.#queue.take(head.bytes.length), action.atByte), next, nowMs);
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

  #handOn(bytes: Uint8Array, next: Outlet, arrivedMs: number): void {
    next.accept(bytes, arrivedMs);
    this.#handedOnMs = clockMs();
  }

  #settle(action: { readonly next?: unknown }): true {
    this.#applied.done(action);
    this.#action = undefined;
    return true;
  }

  #stepEnd(next: Outlet, nowMs: number): boolean {
    const end = this.#end;
    if (end === undefined || this.#endHandedOn) return false;
    const action = (this.#endAction ??= this.#applied.onEnd(end, { nowMs, handedOnMs: this.#handedOnMs }));
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

  #watchDeadline(nowMs: number): void {
    const deadline = this.#applied.deadline();
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
}

/** A copy: the original may be hashed or shown elsewhere. */
function flipped(bytes: Uint8Array, atByte: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[atByte] = (copy[atByte] ?? 0) ^ 0xff;
  return copy;
}
