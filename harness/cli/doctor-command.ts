// `guasto doctor`: what this machine can do, and where it can't, why.

import pc from 'picocolors';
import { openWorld } from '../run/index.js';
import { CAPABILITIES, type Capability } from '../vocabulary/capabilities.js';

export async function doctorCommand({ toxiproxy }: { readonly toxiproxy?: string }): Promise<void> {
  const choice = toxiproxy === undefined ? { kind: 'embedded' as const } : { kind: 'url' as const, url: toxiproxy };
  const world = await openWorld({ toxiproxy: choice, keep: false });
  try {
    for (const [name, version] of Object.entries(world.versions)) print(`  ${name.padEnd(10)} ${version}`);
    print('');
    // The keys of CAPABILITIES are the capabilities.
    for (const name of Object.keys(CAPABILITIES) as Capability[]) {
      const able = world.capabilities[name];
      const mark = able === true ? pc.green('✓') : pc.yellow('-');
      print(`${mark} ${name.padEnd(17)} ${CAPABILITIES[name]}${able === true ? '' : pc.yellow(` — ${able}`)}`);
    }
  } finally {
    await world.close();
  }
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
