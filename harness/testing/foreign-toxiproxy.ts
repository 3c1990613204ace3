// A real Toxiproxy for the specs that compare with it: named by GUASTO_TOXIPROXY_SERVER, or on PATH; else they are skipped.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ForeignServer {
  readonly path: string;
  /** For node:test: false, or the reason. */
  readonly skip: string | false;
}

export function foreignToxiproxyServer(): ForeignServer {
  const named = process.env['GUASTO_TOXIPROXY_SERVER'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'toxiproxy-server'));
  const path = [...(named === undefined ? [] : [named]), ...onPath].find(isExecutable);
  if (path !== undefined) return { path, skip: false };
  return { path: '', skip: 'no toxiproxy-server: GUASTO_TOXIPROXY_SERVER names none, and there is none on PATH' };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
