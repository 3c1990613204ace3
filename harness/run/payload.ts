// A payload as bytes.

import { readFileSync } from 'node:fs';
import type { Payload } from '../kinds/words.js';
import { RigError } from '../vocabulary/rig-error.js';

/** Throws RigError when a file can't be read. */
export function payloadBytes(payload: Payload): Uint8Array {
  if ('text' in payload) return Buffer.from(payload.text, 'utf8');
  if ('hex' in payload) return Buffer.from(payload.hex.replace(/\s+/g, ''), 'hex');
  if ('base64' in payload) return Buffer.from(payload.base64, 'base64');
  if ('repeat' in payload) return Buffer.alloc(payload.repeat.size, payload.repeat.byte);
  try {
    return readFileSync(payload.file);
  } catch (cause) {
    throw new RigError('workspace-failed', `expected to read the payload file ${payload.file}`, { cause });
  }
}
