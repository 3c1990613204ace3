// The Toxiproxy written in Go, for the specs that compare with it: toxiproxy-server on PATH. Where there is none they are skipped.

import { findOnPath } from '../run/resolve-command.js';

export interface ForeignServer {
  readonly path: string;
  /** For node:test: false, or the reason. */
  readonly skip: string | false;
}

export function foreignToxiproxyServer(): ForeignServer {
  const path = findOnPath('toxiproxy-server');
  if (path !== undefined) return { path, skip: false };
  return {
    path: '',
    skip: 'no toxiproxy-server on PATH: go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0, and name it so',
  };
}
