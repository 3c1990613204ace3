// Signals that a scenario may send, named without SIG as kill(1) does.

export const SIGNALS = ['KILL', 'TERM', 'INT', 'HUP', 'QUIT', 'STOP', 'CONT', 'USR1', 'USR2'] as const;

export type SignalName = (typeof SIGNALS)[number];
