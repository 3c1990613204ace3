// How a program ended, in words.

import type { EventData } from '../../record/event.js';

/** `exited with code 1`, `was killed by SIGKILL`. */
export function describeExit({ code, signal }: EventData['process.exited']): string {
  return signal === null ? `exited with code ${String(code)}` : `was killed by SIG${signal.replace(/^SIG/, '')}`;
}
