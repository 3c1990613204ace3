// The engine room: composes the rooms into "run this scenario and tell me what it proved", for the entries.

export { connectEngine } from './connect-engine.js';
export type * from './job.js';
export { defaultConcurrency, startLiveEngine } from './live-engine.js';
export { serveEngine } from './serve-engine.js';
