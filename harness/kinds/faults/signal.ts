// A signal to a program: killed, stopped, continued, or merely told something.

import { z } from 'zod';
import type { RunEvent } from '../../record/event.js';
import { RigError } from '../../vocabulary/rig-error.js';
import { SIGNALS, type SignalName } from '../../vocabulary/signals.js';
import type { Undo } from '../../vocabulary/undo.js';
import type { Receipt } from '../receipt.js';
import type { FaultEvidence, FaultKind } from './fault.js';

export interface SignalSpec {
  readonly program: string;
  readonly signal: SignalName;
}

export const signal: FaultKind<SignalSpec> = {
  name: 'signal',
  about: 'a signal to a program’s process group (`signal: { to, signal }`)',
  schema: (words) =>
    z.strictObject({
      program: words.program.describe('The program whose process group gets the signal'),
      signal: z.enum(SIGNALS).describe('Name of the signal, without SIG'),
    }),
  needs: (spec) => (spec.signal === 'STOP' || spec.signal === 'CONT' ? ['process-state'] : []),
  target: ({ program }) => ({ program }),
  describe: (spec) => `SIG${spec.signal} to ${spec.program}`,
  inject: async (rig, spec): Promise<Undo> => {
    const program = rig.program(spec.program);
    await program.signal(spec.signal);
    if (spec.signal !== 'STOP') return () => undefined;
    return async () => {
      try {
        await program.signal('CONT');
      } catch (error) {
        // A program that has ended in the meantime is not stopped any more: that is what healing wants.
        if (!(error instanceof RigError && error.code === 'program-not-running')) throw error;
      }
    };
  },
  receipt: receiptOf,
};

function receiptOf({ spec, events, injected, healedUs }: FaultEvidence<SignalSpec>): Receipt {
  const { lookedFor, isIt, hint } = PROOFS[spec.signal] ?? DELIVERED;
  // The clean-up kills and continues programs too: that is no proof.
  const meanwhile = events.filter(({ seq, atUs }) => seq > injected.seq && atUs <= healedUs);
  const proof = meanwhile.find((event) => isOf(event, spec.program) && isIt(event, spec.signal));
  if (proof !== undefined) return { left: true, explanation: `${spec.program} ${lookedFor}`, evidence: [proof.seq] };
  const last = events.findLast(
    (event) => event.atUs <= healedUs && event.kind.startsWith('process.') && isOf(event, spec.program),
  );
  return {
    left: false,
    explanation: `looked for: ${spec.program} ${lookedFor}; the last that was seen of it is ${last?.kind ?? 'nothing'}. Try: ${hint}`,
    evidence: last === undefined ? [] : [last.seq],
  };
}

interface ProofOf {
  readonly lookedFor: string;
  readonly isIt: (event: RunEvent, signal: SignalName) => boolean;
  readonly hint: string;
}

const DELIVERED: ProofOf = {
  lookedFor: 'was sent the signal',
  isIt: (event, wanted) => event.kind === 'process.signalled' && event.data.signal === wanted,
  hint: 'send it while the program runs',
};

const PROOFS: { readonly [Name in SignalName]?: ProofOf } = {
  KILL: {
    lookedFor: 'was killed by SIGKILL',
    isIt: (event) => event.kind === 'process.exited' && event.data.signal?.replace(/^SIG/, '') === 'KILL',
    hint: 'send it while the program runs',
  },
  STOP: {
    lookedFor: 'was stopped',
    isIt: (event) => event.kind === 'process.stopped',
    hint: 'send it while the program runs, and not twice',
  },
  CONT: {
    lookedFor: 'was continued',
    isIt: (event) => event.kind === 'process.continued',
    hint: 'stop the program first',
  },
};

const isOf = ({ data }: RunEvent, program: string): boolean => 'program' in data && data.program === program;
