// One toxic on one connection: whether it applies there, its state, and what it answers.

import type { Action, Attributes, Deadline, EndAction, ToxicMoment } from '../../kinds/toxics/toxic.js';
import type { Random } from '../../vocabulary/random.js';
import type { QueuedChunk } from './chunk-queue.js';
import type { StreamEnd } from './outlet.js';
import type { Toxic } from './toxic.js';

/** What may wait at a toxic that names no room of its own: one read. */
const ROOM_BYTES = 64 * 1024;

export interface AppliedToxicOptions {
  readonly toxic: Toxic;
  readonly random: Random;
  /** The connection was there before the toxic. */
  readonly live: boolean;
  readonly nowMs: number;
  /** Is the toxic, as it is now, for this connection at all? */
  readonly concerns: (toxic: Toxic) => boolean;
}

/** When it is asked, and when it last handed bytes on. */
export interface AskedAt {
  readonly nowMs: number;
  readonly handedOnMs: number | undefined;
}

export class AppliedToxic {
  readonly toxic: Toxic;
  readonly #random: Random;
  readonly #draw: number;
  readonly #concerns: AppliedToxicOptions['concerns'];
  #state: unknown;
  #applies: boolean;
  #hasApplied: boolean;
  #removed = false;

  constructor({ toxic, random, live, nowMs, concerns }: AppliedToxicOptions) {
    this.toxic = toxic;
    this.#random = random;
    this.#draw = random.next();
    this.#concerns = concerns;
    this.#applies = this.#isDrawn();
    this.#hasApplied = this.#applies;
    if (this.#applies) this.#state = toxic.kind.start({ nowMs, live });
  }

  /** Drawn, concerned and not removed: else everything passes. */
  get applies(): boolean {
    return this.#applies && !this.#removed;
  }

  /** It does, or did before an update. */
  get hasApplied(): boolean {
    return this.#hasApplied;
  }

  get removed(): boolean {
    return this.#removed;
  }

  /** How many bytes may wait in it. */
  get roomBytes(): number {
    return this.toxic.kind.roomBytes?.(this.#attributes) ?? ROOM_BYTES;
  }

  /** Its attributes, toxicity or rule have changed. The draw stays: it is made once for a connection. */
  refresh(nowMs: number): void {
    const applies = this.#isDrawn();
    if (applies && !this.#applies) this.#state = this.toxic.kind.start({ nowMs, live: true });
    this.#applies = applies;
    this.#hasApplied ||= applies;
  }

  remove(): void {
    this.#removed = true;
  }

  onChunk(head: QueuedChunk, at: AskedAt): Action {
    if (!this.applies) return { do: 'pass' };
    const chunk = { sizeBytes: head.bytes.length, arrivedMs: head.arrivedMs };
    return this.toxic.kind.onChunk({ ...this.#moment(at), chunk });
  }

  /** The action was carried out. */
  done(action: { readonly next?: unknown }): void {
    if ('next' in action) this.#state = action.next;
  }

  onEnd({ arrivedMs, ending }: StreamEnd, at: AskedAt): EndAction {
    if (!this.applies) return { do: 'pass' };
    return this.toxic.kind.onEnd?.({ ...this.#moment(at), arrivedMs, ending }) ?? { do: 'pass' };
  }

  deadline(): Deadline | undefined {
    if (!this.applies) return undefined;
    return this.toxic.kind.deadline?.({ attributes: this.#attributes, state: this.#state });
  }

  get #attributes(): Attributes {
    return this.toxic.attributes;
  }

  #isDrawn(): boolean {
    return this.#draw < this.toxic.toxicity && this.#concerns(this.toxic);
  }

  #moment({ nowMs, handedOnMs }: AskedAt): ToxicMoment<unknown> {
    return { attributes: this.#attributes, state: this.#state, nowMs, handedOnMs, random: this.#random };
  }
}
