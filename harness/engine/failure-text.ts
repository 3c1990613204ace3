// Why the engine could not do something, for people in another process.

import { RigError } from '../vocabulary/rig-error.js';

/** Trouble of the rig as its message and hint; a bug of ours with its stack. */
export function failureText(error: unknown): string {
  if (error instanceof RigError) return [error.message, error.hint].filter(Boolean).join('\n  try: ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
