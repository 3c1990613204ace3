// Lets Playwright know that a spec depends on its YAML file: `--only-changed` selects it then, and UI mode's watch reruns it
// on an edit. Playwright has no public way; without this only those two conveniences are missing.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';

interface CompilationCache {
  readonly cc?: {
    addToCompilationCache?(payload: {
      readonly sourceMaps: readonly never[];
      readonly memoryCache: readonly never[];
      readonly fileDependencies: readonly (readonly [string, readonly string[]])[];
      readonly externalDependencies: readonly never[];
    }): void;
  };
}

export function rerunOnEdit(playwrightEntry: string, yamlPath: string): void {
  try {
    const require = createRequire(playwrightEntry);
    const common = require(`${dirname(require.resolve('playwright/package.json'))}/lib/common`) as CompilationCache;
    common.cc?.addToCompilationCache?.({
      sourceMaps: [],
      memoryCache: [],
      fileDependencies: [[yamlPath, []]],
      externalDependencies: [],
    });
  } catch {
    // Another version of Playwright, arranged otherwise: see above for what is missing then.
  }
}
