// `steps:` and `when:` → Steps and Rules.

import type { Capability } from '../../vocabulary/capabilities.js';
import type { Language } from '../language.js';
import type { Rule, Step } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { childOf, describeTree, entryOf, valueSpan, type Entry, type Tree } from '../text/tree.js';
import { Faults } from './faults.js';
import { readRule } from './read-rule.js';
import { readStep } from './read-step.js';

export interface ReadSteps {
  readonly steps: readonly Step[];
  readonly rules: readonly Rule[];
  readonly needs: readonly Capability[];
}

/** Either list may heal what the other injects: rules that heal are read last, the other rules first. */
export function readSteps(
  steps: Entry | undefined,
  when: Entry | undefined,
  language: Language,
  problems: ProblemList,
): ReadSteps {
  const faults = new Faults(problems);
  const needs = new Set<Capability>();
  const inSteps = { language, problems, faults, needs, inRule: false };
  const inRule = { ...inSteps, inRule: true };
  const trees = listOf(when, problems);
  const rules = new Map<Tree, Rule | undefined>();
  for (const tree of trees.filter((rule) => !heals(rule))) rules.set(tree, readRule(tree, inRule));
  const read = listOf(steps, problems).map((tree) => readStep(tree, inSteps));
  for (const tree of trees.filter(heals)) rules.set(tree, readRule(tree, inRule));
  faults.finish();
  return {
    steps: read.filter((step) => step !== undefined),
    rules: trees.map((tree) => rules.get(tree)).filter((rule) => rule !== undefined),
    needs: [...needs],
  };
}

function heals(rule: Tree): boolean {
  const step = childOf(rule, 'do');
  return entryOf(step, 'heal') !== undefined || entryOf(childOf(step, 'link'), 'up') !== undefined;
}

function listOf(entry: Entry | undefined, problems: ProblemList): readonly Tree[] {
  if (entry === undefined) return [];
  if (entry.value.is === 'list' && entry.value.items.length > 0) return entry.value.items;
  problems.add(valueSpan(entry), {
    message: `\`${entry.key}\` must be a list with at least one entry`,
    expected: 'a list: every entry begins with "- "',
    found: describeTree(entry.value),
  });
  return [];
}
