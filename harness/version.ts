// The version of this package, read from its package.json.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** From dist/ and from harness/ alike the package's root is one level up; .build/<name>/ is two. */
export function version(): string {
  for (let folder = dirname(__dirname); ; folder = dirname(folder)) {
    try {
      const found: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (isPackage(found)) return found.version;
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}

function isPackage(value: unknown): value is { readonly version: string } {
  const found = value as { readonly name?: unknown; readonly version?: unknown } | null;
  return found?.name === 'guasto' && typeof found.version === 'string';
}
