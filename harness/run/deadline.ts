// Bounds on waits. AbortSignal.timeout and AbortSignal.any are not used in this room: `any` holds its sources weakly (Node
// 20), so that a timeout which nobody else holds may be collected before it fires, and neither can be released early.

export interface Deadline {
  /** Aborted when the time is over, or with the parent. */
  readonly signal: AbortSignal;
  /** The time was over; the parent had no part in it. */
  readonly isOver: () => boolean;
  /** Forgets the timer and the parent: to be called when the wait is over, however it ended. */
  readonly release: () => void;
}

/**
 * A bound of `ms` on a wait that also ends when `parent` is aborted. If our own loop was busy when the time was over, what has
 * come meanwhile is looked at first: a program is not late because we are.
 */
export function startDeadline(ms: number, parent: AbortSignal): Deadline {
  const controller = new AbortController();
  let isOver = false;
  let isReleased = false;
  const end = (): void => {
    if (isReleased) return;
    isOver = !controller.signal.aborted;
    controller.abort();
  };
  const timer = setTimeout(() => afterTurns(LOOKS, end), Math.min(ms, LONGEST_MS));
  const release = followSignal(parent, controller);
  return {
    signal: controller.signal,
    isOver: () => isOver,
    release: () => {
      isReleased = true;
      clearTimeout(timer);
      release();
    },
  };
}

/** What a timer of Node can count, 24 days: of more it makes one millisecond. */
const LONGEST_MS = 2 ** 31 - 1;

/** An exit takes some turns from the kernel to the record: the signal, the ends of its pipes, their last lines. */
const LOOKS = 8;

/** Each turn of the loop looks at what the kernel has for us. */
function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => (turns <= 1 ? then() : afterTurns(turns - 1, then)));
}

/** A signal that is aborted with the first of these. `release` forgets them. */
export function firstOf(...parents: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const releases = parents.map((parent) => followSignal(parent, controller));
  return { signal: controller.signal, release: () => releases.forEach((release) => release()) };
}

/** Resolves after at least `ms` by the monotonic clock, or when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const endsAtMs = performance.now() + ms;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // A timer counts whole milliseconds of the loop's clock and may fire a fraction of one early.
    const tick = (): void => {
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) done();
      else timer = setTimeout(tick, Math.min(Math.ceil(leftMs), LONGEST_MS));
    };
    signal.addEventListener('abort', done);
    tick();
  });
}

/** Resolves with whether the promise settled in time. Leaves no timer behind; a rejection is passed on. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function followSignal(parent: AbortSignal, controller: AbortController): () => void {
  const abort = (): void => controller.abort();
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort, { once: true });
  return () => parent.removeEventListener('abort', abort);
}
