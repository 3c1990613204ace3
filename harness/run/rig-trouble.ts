// Trouble of the rig as an event: the run proves nothing, and says why.

import type { Recorder } from '../record/recorder.js';
import type { RigError } from '../vocabulary/rig-error.js';

export function recordRigError(recorder: Recorder, { code, message, hint }: RigError): void {
  const data = { code, message, ...(hint === undefined ? {} : { hint }) };
  recorder.emit({ observer: 'harness', kind: 'rig.failed', data });
}
