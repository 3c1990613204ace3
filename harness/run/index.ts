// The run room: plan in, record out; with proxy/ the only room that touches the world.

export { run, type RunOptions } from './run.js';
export { openWorld, type World, type WorldOptions } from './world.js';
