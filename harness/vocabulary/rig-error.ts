// Trouble of the rig, the second kind: the run proves nothing (inconclusive), or can't be had here (unsupported).

import type { Capability } from './capabilities.js';

export type RigErrorCode =
  | 'toxiproxy-unreachable'
  | 'toxiproxy-refused'
  | 'port-taken'
  | 'no-free-port'
  | 'program-not-found'
  | 'program-not-started'
  | 'program-not-built'
  | 'program-not-running'
  | 'program-not-ended'
  | 'workspace-failed'
  | 'capture-failed'
  | 'missing-capability'
  | 'interrupted';

export interface RigErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
  readonly capability?: Capability;
}

export class RigError extends Error {
  override readonly name = 'RigError';
  readonly code: RigErrorCode;
  readonly hint: string | undefined;
  readonly capability: Capability | undefined;

  constructor(code: RigErrorCode, message: string, options: RigErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.capability = options.capability;
  }
}
