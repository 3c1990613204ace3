// `--color` and `--no-color`: what was decided is said in the environment, so that every library and process agrees.

import { wantsColour } from '../playwright/colour.js';

export function settleColour(asked: boolean | undefined, env: NodeJS.ProcessEnv = process.env): void {
  const wanted = asked ?? wantsColour();
  delete env[wanted ? 'NO_COLOR' : 'FORCE_COLOR'];
  env[wanted ? 'FORCE_COLOR' : 'NO_COLOR'] = '1';
}
