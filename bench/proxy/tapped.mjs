// Our proxy as a run has it: with a host that hears every event. tapped.mjs PATH-OF-proxy/index.js prints its URL.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const { startToxiproxy } = createRequire(import.meta.url)(resolve(process.argv[2]));
let events = 0;
const { url } = await startToxiproxy({ onEvent: () => (events += 1) });
console.log(url);
