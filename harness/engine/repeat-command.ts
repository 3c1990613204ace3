// The command that runs just this variant of a scenario again. For a scenario itself the report knows it.

import type { Scenario } from '../scenario/scenario.js';
import { shellWord } from '../vocabulary/shell-word.js';

export function repeatCommand({ identity }: Scenario): { readonly repeat: string } | Record<string, never> {
  const { variant, file, line } = identity;
  if (variant === undefined) return {};
  const mutant = variant.kind === 'mutant' ? ` --mutant ${shellWord(variant.name)}` : '';
  return { repeat: `npx guasto prove ${shellWord(`${file}:${line}`)}${mutant}` };
}
