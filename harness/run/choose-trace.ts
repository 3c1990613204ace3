// Who watches a program: what its scenario or fixture says, or for `auto` what fits the program and costs least.

import type { ProgramObserver } from '../kinds/observers/observer.js';
import { pythonCalls } from '../kinds/observers/python-calls.js';
import { stdio } from '../kinds/observers/stdio.js';
import { straceCalls, type StraceTool } from '../kinds/observers/strace-calls.js';
import type { Program } from '../plan/index.js';
import type { TraceName } from '../record/events/process-events.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { Command } from './resolve-command.js';
import type { World } from './world.js';

export interface ChosenTrace {
  /** Who tells the program's calls. */
  readonly trace: TraceName;
  readonly observers: readonly ProgramObserver[];
}

/** Throws RigError when the machine lacks what the program needs. */
export function chooseTrace(
  program: Program,
  command: Command,
  { strace, capabilities }: Pick<World, 'strace' | 'capabilities'>,
): ChosenTrace {
  const trace = program.trace === 'auto' ? automatic(program, command, strace) : program.trace;
  const shim = trace === 'python' ? [pythonCalls] : [];
  if (trace !== 'strace' && program.syscalls === undefined) return { trace, observers: [stdio, ...shim] };
  if (strace === undefined) {
    throw new RigError('missing-capability', `expected to trace ${program.name} with strace: ${capabilities.strace}`, {
      capability: 'strace',
    });
  }
  const { syscalls } = program;
  const options = {
    tellsCalls: trace === 'strace',
    tellsSyscalls: syscalls !== undefined,
    failure: syscalls?.failure,
  };
  return { trace, observers: [stdio, ...shim, straceCalls(strace, options)] };
}

/** The shim costs 1 µs a call, strace 30: who is not asked about is not slowed down. */
function automatic({ callsMatter }: Program, { python }: Command, strace: StraceTool | undefined): TraceName {
  if (python?.traceable === true) return 'python';
  return callsMatter && strace !== undefined ? 'strace' : 'none';
}
