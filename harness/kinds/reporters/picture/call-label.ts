// What stands beside a call's bar: one label for a short call; for one that blocked, what it waits for at its start and what
// came of it at its end.

import type { CallBar } from '../run-report.js';
import { formatDurationUs } from '../../../vocabulary/units.js';

export const LONG_US = 20_000;
const TELL_US = 1_000;
/** Characters that fit beside a bar, less a mark. */
const ROOMY = 31;

/** Several calls that are drawn as one. */
export const isMany = ({ invocation }: CallBar): boolean => invocation.includes(' ×');

const WAIT_US = 1_000;

/** It is drawn as blocked, with a label at each end. */
export const isLong = ({ state, fromUs, untilUs }: CallBar): boolean => state === 'open' || untilUs - fromUs >= LONG_US;

/** It had to wait, as far as can be told: it may block, and did not come back at once. */
export const isWaiting = (call: CallBar): boolean =>
  isLong(call) || (call.enteredSeq !== undefined && call.untilUs - call.fromUs >= WAIT_US);

/** `recv(1024) → 4 B`; results that say nothing new are left out. */
export function shortLabel(call: CallBar): string {
  const { invocation, result, state, name, fromUs, untilUs } = call;
  const known = result === 'ok' || name === 'socket' || name === 'connect' || invocation.endsWith(`(${result})`);
  const silent = state === 'ok' && known;
  const passed = untilUs - fromUs >= TELL_US ? ` ${formatDurationUs(untilUs - fromUs)}` : '';
  return `${invocation}${silent ? '' : ` → ${brief(result)}`}${passed}`;
}

/** `recv(1024) timeout 0.5 s` */
export const startLabel = (call: CallBar): string => {
  const { invocation, timeoutS } = call;
  const limited = typeof timeoutS === 'number' && !isMany(call);
  return limited ? `${invocation} timeout ${timeoutS} s` : invocation;
};

/** `→ TimeoutError after 500 ms` */
export function endLabel({ state, result, fromUs, untilUs }: CallBar): string {
  const passed = formatDurationUs(untilUs - fromUs);
  if (state === 'open') return `still waiting after ${passed}`;
  const whole = `→ ${brief(result)} after ${passed}`;
  return whole.length <= ROOMY ? whole : `→ ${brief(result)} ${passed}`;
}

/** Whose port it is matters here, the loopback address is everybody's. */
const brief = (result: string): string => result.replace('from 127.0.0.1:', 'from :');
