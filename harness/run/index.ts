// The run room: plan in, record out; with proxy/ the only room that touches the world.

export { run, type RunOptions } from './run.js';
export { openSession, type Session } from './session.js';
export { openWorld, type World, type WorldOptions } from './world.js';
