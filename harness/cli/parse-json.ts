// A file of ours as JSON: what is no JSON was damaged.

import { Mistake } from './mistake.js';

/** Throws Mistake. */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Mistake(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}
