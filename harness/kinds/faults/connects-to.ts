// Was it this port that a call connected to?

import type { CallReturned } from '../../record/events/call-events.js';

/** Tracers tell the address as host and port, or as one text: the port stands for itself in either. */
export const connectsTo = ({ name, args }: Pick<CallReturned, 'name' | 'args'>, port: number): boolean =>
  name.startsWith('connect') &&
  Object.values(args).some((value) => new RegExp(`(^|\\D)${port}(\\D|$)`, 'u').test(String(value)));
