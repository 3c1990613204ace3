// `control:` → what must be true of the same steps without the faults, or why there is no such run.

import { z } from 'zod';
import type { Capability } from '../vocabulary/capabilities.js';
import type { Language } from './language.js';
import { readExpectations } from './read-expectations.js';
import type { Control } from './scenario.js';
import { shape } from './shape/shape.js';
import type { ProblemList } from './text/problem-list.js';
import { describeTree, valueSpan, type Entry } from './text/tree.js';

export function noControlSchema() {
  return z.strictObject({
    none: z
      .string()
      .min(1)
      .meta({ description: 'Why the same steps without the faults would show nothing. There is no control then.' }),
  });
}

export interface ReadControl {
  readonly control: Control | undefined;
  readonly needs: readonly Capability[];
}

export function readControl(entry: Entry | undefined, language: Language, problems: ProblemList): ReadControl {
  if (entry === undefined) return { control: undefined, needs: [] };
  if (entry.value.is === 'list') {
    const { expectations, needs } = readExpectations(entry, language, problems);
    return { control: { kind: 'expect', expectations }, needs };
  }
  if (entry.value.is === 'scalar') {
    problems.add(valueSpan(entry), {
      message: '`control` is neither a list of expectations nor a reason why there is none',
      expected: '`control: [{ exit: { of: client, code: 1 } }]`, or `control: { none: "why" }`',
      found: describeTree(entry.value),
    });
    return { control: undefined, needs: [] };
  }
  const spec = shape(language.noControl, { tree: entry.value, name: '`control`', at: entry.keySpan }, problems);
  return { control: spec === undefined ? undefined : { kind: 'none', because: spec.none }, needs: [] };
}
