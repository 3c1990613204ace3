// Opens a page in the user's browser, where there is one to open.

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The command that opens a URL; undefined where nobody would see it. */
export function openerFor({ platform, env }: Surroundings): readonly string[] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', '""'];
  const isSeen = [env['DISPLAY'], env['WAYLAND_DISPLAY'], env['WSL_DISTRO_NAME']].some(
    (name) => name !== undefined && name !== '',
  );
  const command = ['xdg-open', 'wslview'].find((name) => isOnPath(name, env['PATH']));
  return isSeen && command !== undefined ? [command] : undefined;
}

/** True if an opener was started; the browser outlives us. */
export async function openInBrowser(url: string, surroundings: Surroundings = process): Promise<boolean> {
  const [command, ...args] = openerFor(surroundings) ?? [];
  if (command === undefined) return false;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}

function isOnPath(name: string, path = ''): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
