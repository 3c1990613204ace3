// How disturbed is the machine while we judge times on it: the lag of our own loop and of the proxy's thread, and the time
// that a hypervisor took away. Measured once for all runs of this world.

import { readFileSync } from 'node:fs';
import { tellsRunDelay } from './run-delay.js';

const TICK_MS = 10;
/** A disturbed window is told to its listeners after the short time, a calm one after the long time. */
const SHORT_WINDOW_MS = 50;
const WINDOW_MS = 250;
const WORTH_TELLING_US = 2_000;
/** A window that began a moment ago need not end for a newcomer: every listener is told of each. */
const WORTH_CUTTING_MS = 1;
/** USER_HZ: the unit of /proc/stat, 100 a second on every Linux that Node runs on. */
const US_PER_TICK = 10_000;

export interface Noise {
  readonly harnessLagUs: number;
  readonly proxyLagUs: number;
  readonly stealUs?: number;
  readonly runDelayUnknown?: true;
}

export class NoiseMeter {
  readonly #listeners = new Set<(noise: Noise) => void>();
  readonly #proxyLagUs: () => number;
  readonly #unknown: { readonly runDelayUnknown?: true };
  #timer: NodeJS.Timeout | undefined;
  #tickAtMs = 0;
  #windowAtMs = 0;
  #worstUs = 0;
  #stealTicks: number | undefined;

  constructor(proxyLagUs: () => number, isRunDelayKnown = tellsRunDelay()) {
    this.#proxyLagUs = proxyLagUs;
    this.#unknown = isRunDelayKnown ? {} : { runDelayUnknown: true };
  }

  /** Calls the listener with each window while at least one listens. Returns the undo. */
  subscribe(listener: (noise: Noise) => void): () => void {
    if (this.#timer === undefined) this.#start();
    // The newcomer's first window begins now: what disturbed the others before is no excuse for it.
    else if (performance.now() - this.#windowAtMs >= WORTH_CUTTING_MS) this.tellNow();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** Tells the window so far, so that a run that ends now knows of its own noise. */
  tellNow(): void {
    if (this.#timer !== undefined) this.#tell(performance.now());
  }

  #start(): void {
    this.#tickAtMs = this.#windowAtMs = performance.now();
    this.#worstUs = 0;
    this.#stealTicks = stolenTicks();
    this.#proxyLagUs();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const now = performance.now();
    this.#worstUs = Math.max(this.#worstUs, Math.round((now - this.#tickAtMs - TICK_MS) * 1000));
    this.#tickAtMs = now;
    const windowMs = this.#worstUs >= WORTH_TELLING_US ? SHORT_WINDOW_MS : WINDOW_MS;
    if (now - this.#windowAtMs >= windowMs) this.#tell(now);
  }

  #tell(now: number): void {
    // What has held up the tick that is due already counts too.
    this.#worstUs = Math.max(this.#worstUs, Math.round((now - this.#tickAtMs - TICK_MS) * 1000));
    const stealTicks = stolenTicks();
    const stolen =
      stealTicks === undefined || this.#stealTicks === undefined
        ? {}
        : { stealUs: (stealTicks - this.#stealTicks) * US_PER_TICK };
    const noise: Noise = { harnessLagUs: this.#worstUs, proxyLagUs: this.#proxyLagUs(), ...stolen, ...this.#unknown };
    this.#stealTicks = stealTicks;
    this.#worstUs = 0;
    this.#windowAtMs = now;
    for (const listener of this.#listeners) listener(noise);
  }
}

/** Field 8 of the first line of proc(5) /proc/stat. */
function stolenTicks(): number | undefined {
  try {
    const ticks = Number(readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]?.trim().split(/\s+/)[8]);
    return Number.isFinite(ticks) ? ticks : undefined;
  } catch {
    return undefined;
  }
}
