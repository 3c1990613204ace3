// One clear line, before anything runs, where scenarios need a Python that is not here.

import { basename } from 'node:path';
import { CommandResolver } from '../run/resolve-command.js';
import type { Scenario } from '../scenario/scenario.js';
import { RigError } from '../vocabulary/rig-error.js';
import { Mistake } from './mistake.js';

/** Throws Mistake when a program is started by `python3` and the one on PATH is missing or older than 3.9. */
export async function expectPython(scenarios: readonly Scenario[]): Promise<void> {
  const needs = scenarios.some(({ programs }) => programs.some(({ argv }) => isPython3(argv[0])));
  if (!needs) return;
  const found = await findPython();
  if (found !== undefined) throw new Mistake(`these scenarios need Python >= 3.9: ${found}`);
}

const isPython3 = (command: string | undefined): boolean => command !== undefined && basename(command) === 'python3';

/** What is wrong with `python3`, or undefined. */
async function findPython(): Promise<string | undefined> {
  try {
    const { python } = await new CommandResolver().resolve('python3', process.cwd());
    if (python === undefined) return 'python3 on PATH is not a Python interpreter';
    return python.traceable ? undefined : `python3 on PATH is ${python.version}`;
  } catch (error) {
    if (error instanceof RigError) return error.message;
    throw error;
  }
}
