// A world for a spec: the real one, closed when the test is over.

import { openWorld, type World, type WorldOptions } from '../run/index.js';
import type { AfterTest } from './scratch-folder.js';

export async function testWorld(t: AfterTest, options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await openWorld({ toxiproxy: { kind: 'embedded' }, keep: false, ...options });
  t.after(() => world.close());
  return world;
}
