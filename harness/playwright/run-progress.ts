// How far a run is: what runs now, how many are left, and how long that may take, from the times that it took before.

import { formatDurationUs } from '../vocabulary/units.js';
import type { Outcome } from '../vocabulary/outcome.js';

export interface PlannedScenario {
  readonly id: string;
  /** Short: `recv-late-reply`. */
  readonly name: string;
  /** How long it took the last time; undefined if it never ran. */
  readonly expectedMs: number | undefined;
}

export interface RunProgressOptions {
  readonly planned: readonly PlannedScenario[];
  /** How many run at once, at most. */
  readonly concurrency: number;
  readonly startedMs: number;
}

interface Entry extends PlannedScenario {
  readonly beganMs: number | undefined;
  readonly tookMs: number | undefined;
}

/** So many that are done tell this run's own pace. Before, there is only a lower bound: all that may, run side by side. */
const TELLING = 3;
const NAMES = 4;
/** Without any older run a scenario is taken to need as long as those that are done, and before there are any, nothing is said. */
const ROUND_MS = 5_000;

/** All times are ms of one clock. */
export class RunProgress {
  readonly #entries: Map<string, Entry>;
  readonly #options: RunProgressOptions;
  readonly #bad = { broken: 0, inconclusive: 0 };

  constructor(options: RunProgressOptions) {
    this.#options = options;
    this.#entries = new Map(options.planned.map((one) => [one.id, { ...one, beganMs: undefined, tookMs: undefined }]));
  }

  /** A retry is not planned: its first `began` adds it. */
  began(id: string, name: string, nowMs: number): void {
    const known = this.#entries.get(id) ?? { id, name, expectedMs: undefined };
    this.#entries.set(id, { ...known, beganMs: nowMs, tookMs: undefined });
  }

  postponed(id: string): void {
    const known = this.#entries.get(id);
    if (known !== undefined) this.#entries.set(id, { ...known, beganMs: undefined });
  }

  ended(id: string, nowMs: number): void {
    const known = this.#entries.get(id);
    if (known !== undefined) this.#entries.set(id, { ...known, tookMs: nowMs - (known.beganMs ?? nowMs) });
  }

  judged(outcome: Outcome): void {
    if (outcome === 'broken' || outcome === 'inconclusive') this.#bad[outcome] += 1;
  }

  /** `37 of 112  2 broken  about 40 s left  12 run: await-bytes 14 s, recv-late-reply 3.2 s, …` */
  line(nowMs: number): string {
    const entries = [...this.#entries.values()];
    const done = entries.filter(isDone);
    const running = entries.filter((entry) => entry.beganMs !== undefined && !isDone(entry));
    const left = this.#leftMs(entries, nowMs);
    return [
      `${done.length} of ${entries.length}`,
      ...(this.#bad.broken > 0 ? [`${this.#bad.broken} broken`] : []),
      ...(this.#bad.inconclusive > 0 ? [`${this.#bad.inconclusive} inconclusive`] : []),
      ...(left === undefined || done.length === entries.length
        ? []
        : [`${done.length < TELLING ? 'at least' : 'about'} ${roughly(left)} left`]),
      ...(running.length === 0
        ? []
        : [`${running.length} ${running.length === 1 ? 'runs' : 'run'}: ${namesOf(running, nowMs)}`]),
    ].join('  ');
  }

  #leftMs(entries: readonly Entry[], nowMs: number): number | undefined {
    const known = entries.flatMap(({ tookMs, expectedMs }) => tookMs ?? expectedMs ?? []);
    if (known.length === 0) return undefined;
    const usual = known.reduce((sum, ms) => sum + ms, 0) / known.length;
    const work = entries.map((entry) => workOf(entry, usual, nowMs));
    const all = work.reduce((sum, { allMs }) => sum + allMs, 0);
    const left = work.reduce((sum, { leftMs }) => sum + leftMs, 0);
    const longest = Math.max(...work.map(({ leftMs }) => leftMs));
    const isTelling = entries.filter(isDone).length >= TELLING && all > left;
    const pace = isTelling ? (nowMs - this.#options.startedMs) / (all - left) : 1 / this.#atOnce(entries);
    return Math.max(left * pace, longest);
  }

  #atOnce(entries: readonly Entry[]): number {
    return Math.max(1, Math.min(this.#options.concurrency, entries.length));
  }
}

const isDone = ({ tookMs }: Entry): boolean => tookMs !== undefined;

function workOf(entry: Entry, usualMs: number, nowMs: number): { readonly allMs: number; readonly leftMs: number } {
  if (entry.tookMs !== undefined) return { allMs: entry.expectedMs ?? entry.tookMs, leftMs: 0 };
  const expectedMs = entry.expectedMs ?? usualMs;
  const passedMs = entry.beganMs === undefined ? 0 : nowMs - entry.beganMs;
  return { allMs: expectedMs, leftMs: Math.max(0, expectedMs - passedMs) };
}

/** Those that have run for the longest time. */
function namesOf(running: readonly Entry[], nowMs: number): string {
  const sorted = running.toSorted((a, b) => (a.beganMs ?? 0) - (b.beganMs ?? 0));
  const named = sorted.slice(0, NAMES).map(({ name, beganMs }) => {
    const seconds = Math.floor((nowMs - (beganMs ?? nowMs)) / 1000);
    return seconds < 1 ? name : `${name} ${seconds} s`;
  });
  return `${named.join(', ')}${sorted.length > NAMES ? ', …' : ''}`;
}

/** No more exact than it is: to the second below ten, else to five. */
function roughly(ms: number): string {
  if (ms < 10_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return formatDurationUs(Math.round(ms / ROUND_MS) * ROUND_MS * 1000);
}
