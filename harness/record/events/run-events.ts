// Events about the run itself: its steps, guards, rules, the trouble of the rig, and the noise of the machine.

export interface RunEvents {
  /** `step` is the index in the plan's steps; `rule` events carry the index of the rule instead. */
  'step.started': { readonly step: number; readonly label: string };
  'step.ended': StepEnded;
  /** A `when` rule's trigger matched; its step's own events follow, with this event as their cause. */
  'rule.fired': { readonly rule: number; readonly label: string };
  /** outcome missed: the trigger never came before the steps were over. `step` is -1. */
  'rule.ended': StepEnded & { readonly rule: number };
  'guard.checked': {
    readonly step: number;
    readonly outcome: 'met' | 'missed';
    readonly expected: string;
    readonly actual: string;
  };
  /** The steps are over: what programs do from here on (they are ended) is the harness's doing and proves nothing. */
  'run.cleanup-started': Readonly<Record<string, never>>;
  /** Trouble of the rig (not of the programs): the run proves nothing. */
  'rig.failed': { readonly code: string; readonly message: string; readonly hint?: string };
  /** An undo that failed in the clean-up. */
  'rig.cleanup-failed': { readonly what: string; readonly message: string };
  /** How disturbed the machine was since the event of this kind before. */
  'noise.measured': {
    /** Longest delay of the harness's own event loop, µs. */
    readonly harnessLagUs: number;
    /** Longest delay of the proxy's thread, µs; absent with a Toxiproxy that is not embedded. */
    readonly proxyLagUs?: number;
    /** Time that the hypervisor took away from this machine's CPUs (/proc/stat steal), µs. */
    readonly stealUs?: number;
    /** This kernel does not tell how long programs wait for a CPU: their `process.waited` is missing, whatever they waited. */
    readonly runDelayUnknown?: true;
  };
}

export interface StepEnded {
  readonly step: number;
  /** missed: the deadline passed or the awaited thing became impossible. failed: the rig could not do it. */
  readonly outcome: 'done' | 'missed' | 'failed' | 'skipped';
  readonly expected?: string;
  readonly actual?: string;
  /** Of a wait that was missed because its time was over. */
  readonly late?: LateWait;
}

/** A wait goes on beyond its bound for as long as the machine took time away from it: what comes then tells late from never. */
export interface LateWait {
  /** The whole wait, run time, µs. */
  readonly fromUs: number;
  readonly untilUs: number;
  /** Beyond its bound. */
  readonly byUs: number;
  /** What it waited for came after all. */
  readonly came: boolean;
}
