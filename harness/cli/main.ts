#!/usr/bin/env node
// The `guasto` command. This file must be understood by any Node, however old, so that it can say that it is too old:
// nothing newer than ES2017 here, and no import that is loaded before the check.

const OLDEST_NODE = [20, 19];

function isTooOld(version: string): boolean {
  const parts = version.split('.').map(Number);
  const major = Number(parts[0]);
  return major < Number(OLDEST_NODE[0]) || (major === OLDEST_NODE[0] && Number(parts[1]) < Number(OLDEST_NODE[1]));
}

if (isTooOld(process.versions.node)) {
  console.error('guasto needs Node >= ' + OLDEST_NODE.join('.') + ', and this is Node ' + process.versions.node + '.');
  process.exit(2);
} else {
  void import('./program.js').then((program) => program.runProgram(process.argv));
}
