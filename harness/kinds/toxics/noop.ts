// noop: passes everything. Toxiproxy accepts it as a type; useful as a control.

import type { ToxicKind } from './toxic.js';

export const noop: ToxicKind<undefined> = {
  name: 'noop',
  about: 'changes nothing',
  attributes: {},
  start: () => undefined,
  onChunk: () => ({ do: 'pass' }),
  receipt: () => ({ left: true, explanation: 'noop changes nothing, so there is nothing to prove', evidence: [] }),
};
