// The file that calls a function of ours: a configuration's folder is what its relative paths start from.

import { fileURLToPath } from 'node:url';

/** Path of the nearest caller outside of this folder, or undefined. */
export function callingFile(): string | undefined {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was, not called.
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 30;
    Error.prepareStackTrace = (_error, sites) => sites;
    // With this prepareStackTrace, `stack` is the list of call sites.
    const sites = new Error('for its stack').stack as unknown as readonly NodeJS.CallSite[];
    const files = sites.map((site) => site.getFileName()).filter((file) => typeof file === 'string');
    const foreign = files.find((file) => !pathOf(file).startsWith(__dirname) && !file.startsWith('node:'));
    return foreign === undefined ? undefined : pathOf(foreign);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);
