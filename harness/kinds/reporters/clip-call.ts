// What ends a call after the steps is the clean-up: it says nothing about the program.

import type { CallBar } from './run-report.js';

/** As it stood at `endUs`: a call that came back later was still open. */
export const clipCall = (call: CallBar, endUs: number): CallBar =>
  call.untilUs <= endUs || call.fromUs > endUs
    ? call
    : { ...call, untilUs: endUs, state: 'open', result: 'never returned' };
