// One stream of one connection: the source's bytes pass its toxics, in order of their creation, and leave by the sink.
//
//   source ─▶ toxic 1 ─▶ toxic 2 ─▶ … ─▶ sink            a stage without room pushes back, in the end to the source
//
// Everything moves synchronously in pump(); one alarm wakes it when the next toxic's time has come.

import type { Close } from '../../kinds/toxics/toxic.js';
import type { Random } from '../../vocabulary/random.js';
import { clockMs } from './clock.js';
import type { Outlet, StreamEnd } from './outlet.js';
import { Stage } from './stage.js';
import type { Toxic } from './toxic.js';
import { Wakening } from './wakening.js';

/** How long one chain may keep the thread. */
const TURN_MS = 5;

export interface ChainOptions {
  readonly sink: Outlet;
  readonly randomOf: (toxic: Toxic) => Random;
  /** The connection was there before the toxic. */
  readonly isLive: (toxic: Toxic) => boolean;
  /** Lets the source read on, or makes it wait. */
  readonly setFlowing: (flowing: boolean) => void;
  /** Toxiproxy's way: a toxic treats a live connection like a new one, but can't reset it. */
  readonly strict: boolean;
  /** A toxic begins to take effect. */
  readonly onApplied: (toxic: Toxic) => void;
  /** Is the toxic for this connection at all? */
  readonly concerns: (toxic: Toxic) => boolean;
  /** A toxic ends both streams at once. */
  readonly onClose: (toxic: Toxic, ending: 'abort' | 'silence') => void;
}

export class Chain {
  readonly #options: ChainOptions;
  #stages: Stage[] = [];
  #pumping = false;
  /** pump() gave way and will go on. */
  #yielded = false;
  #again = false;
  #ended = false;
  /** A toxic has ended the stream: nothing from the source, not even its end, counts any more. */
  #cutOff = false;
  #stopped = false;
  readonly #wakening = new Wakening(() => this.pump());

  constructor(options: ChainOptions, toxics: readonly Toxic[]) {
    this.#options = options;
    const nowMs = clockMs();
    this.#stages = toxics.map((toxic) => this.#stageOf(toxic, nowMs));
  }

  /** Nothing more passes it. */
  get stopped(): boolean {
    return this.#stopped;
  }

  push(bytes: Uint8Array): void {
    if (this.#stopped || this.#ended) return;
    this.#first.accept(bytes, clockMs());
    this.pump();
  }

  /** The end of the stream, behind what was pushed; what comes later is dropped. */
  end(end: Omit<StreamEnd, 'arrivedMs'>): void {
    if (this.#stopped || this.#cutOff) return;
    this.#ended = true;
    this.#first.acceptEnd({ ...end, arrivedMs: clockMs() });
    this.pump();
  }

  /** Nothing more enters it; what is under way is still handed on, and then nothing. */
  cutOff(): void {
    this.#ended = true;
    this.#cutOff = true;
    if (!this.#stopped) this.pump();
  }

  add(toxic: Toxic): void {
    if (this.#stopped) return;
    this.#stages.push(this.#stageOf(toxic, clockMs()));
    this.pump();
  }

  update(toxic: Toxic): void {
    const stage = this.#stages.find((each) => each.toxic === toxic);
    const applied = stage?.applies ?? false;
    stage?.refresh(clockMs());
    if (!applied && stage?.applies === true) this.#options.onApplied(toxic);
    this.pump();
  }

  remove(toxic: Toxic): void {
    const stage = this.#stages.find((each) => each.toxic === toxic);
    if (stage === undefined) return;
    // Toxiproxy ends those on which it had no effect, too.
    if ((stage.hasApplied || this.#options.strict) && toxic.kind.closesOnRemoval === true) {
      stage.close();
      this.#closedBy(stage, 'fin');
    } else stage.remove();
    this.pump();
  }

  /** Drops what is under way and takes nothing more. */
  stop(): void {
    this.#stopped = true;
    for (const stage of this.#stages) stage.close();
    this.#stages = [];
    this.#wakening.cancel();
  }

  /** Moves everything that can move. Call it when the sink has room again. */
  pump(): void {
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    if (this.#stopped) return;
    this.#pumping = true;
    const untilMs = clockMs() + TURN_MS;
    let moved = true;
    while ((moved || this.#again) && !this.#stopped) {
      this.#again = false;
      moved = this.#stepAll();
      if (moved && clockMs() > untilMs) {
        this.#pumpLater();
        break;
      }
    }
    this.#pumping = false;
    if (this.#stopped) return;
    if (this.#stages.some((stage) => stage.done)) this.#stages = this.#stages.filter((stage) => !stage.done);
    for (const { wakeAtMs } of this.#stages) if (wakeAtMs !== undefined) this.#wakening.by(wakeAtMs);
    // What comes after the end is read only to be dropped.
    this.#options.setFlowing(this.#ended || this.#first.hasRoom());
  }

  /** A slicer can make thousands of writes of one read: other connections and the API must not wait for all of them. */
  #pumpLater(): void {
    if (this.#yielded) return;
    this.#yielded = true;
    setImmediate(() => {
      this.#yielded = false;
      this.pump();
    });
  }

  get #first(): Outlet {
    return this.#stages[0] ?? this.#options.sink;
  }

  #stepAll(): boolean {
    const nowMs = clockMs();
    let moved = false;
    const stages = this.#stages;
    for (const [index, stage] of stages.entries()) {
      moved = stage.step(stages[index + 1] ?? this.#options.sink, nowMs) || moved;
    }
    return moved;
  }

  #stageOf(toxic: Toxic, nowMs: number): Stage {
    const { randomOf, isLive, concerns, strict, onApplied } = this.#options;
    const live = isLive(toxic) && !strict;
    const stage = new Stage({ toxic, nowMs, concerns, random: randomOf(toxic), live }, (closing, ending) =>
      this.#closedBy(closing, ending),
    );
    if (stage.applies) onApplied(toxic);
    return stage;
  }

  /** What is behind the toxic in the chain is still handed on; what is before it is dropped, and so is all that comes. */
  #closedBy(closing: Stage, ending: Close): void {
    const { toxic } = closing;
    const { strict, isLive, onClose } = this.#options;
    if (ending === 'abort' && !(strict && isLive(toxic))) {
      onClose(toxic, ending);
      return;
    }
    this.#ended = true;
    this.#cutOff = true;
    const index = this.#stages.indexOf(closing);
    for (const stage of this.#stages.slice(0, index + 1)) stage.close();
    this.#stages = this.#stages.slice(index + 1);
    if (ending === 'silence') onClose(toxic, ending);
    else {
      const end = { ending: ending === 'rst' ? ending : 'fin', whole: true } as const;
      this.#first.acceptEnd({ ...end, reason: { why: 'toxic', toxic: toxic.name }, arrivedMs: clockMs() });
    }
    this.#again = true;
  }
}
