// Steps against the order of time: nothing is signalled, written to or awaited before it was started; everything that is
// described is used.

import type { Span } from '../../vocabulary/problems.js';
import type { Condition, Link, Rule, Step } from '../scenario.js';
import type { ProgramDraft } from '../programs/draft-programs.js';
import type { ProblemList } from '../text/problem-list.js';

/** Problems for steps about programs that have not been started, and for a second `start`. */
export function checkOrder(steps: readonly Step[], rules: readonly Rule[], problems: ProblemList): void {
  // A rule may fire at any time: what it starts may run already at every step.
  const byRule = new Set(rules.flatMap(({ step }) => (step.do === 'start' ? [step.program] : [])));
  const started = new Map<string, Span>();
  for (const step of steps) {
    const program = needsStarted(step);
    if (step.do === 'start') {
      const first = started.get(step.program);
      if (first !== undefined) problems.add(step.span, secondStart(step.program, first));
      started.set(step.program, step.span);
    } else if (program !== undefined && !started.has(program) && !byRule.has(program)) {
      const later = steps.some((other) => other.do === 'start' && other.program === program);
      problems.add(step.span, {
        message: `"${program}" has not been started when this step comes`,
        expected: `\`- start: ${program}\` in a step before`,
        found: later ? `\`start: ${program}\` comes only later` : 'no such step',
        hint: later ? 'move the start up, or this step down' : `add \`- start: ${program}\``,
      });
    }
  }
}

function needsStarted(step: Step): string | undefined {
  switch (step.do) {
    case 'restart':
      return step.program;
    case 'write':
      return step.to;
    case 'await':
    case 'guard':
      return programOf(step.condition);
    case 'inject': {
      const spec = step.spec as { readonly program?: unknown };
      return step.fault === 'signal' && typeof spec.program === 'string' ? spec.program : undefined;
    }
    case 'start':
    case 'heal':
    case 'wait':
      return undefined;
  }
}

function programOf(condition: Condition): string | undefined {
  switch (condition.on) {
    case 'exit':
    case 'output':
    case 'listening':
    case 'call':
      return condition.program;
    case 'connection':
    case 'bytes':
    case 'tcp':
      return undefined;
  }
}

const secondStart = (program: string, first: Span) => ({
  message: `"${program}" is started twice`,
  expected: `\`restart: ${program}\` for a second run of the same program`,
  found: `\`start: ${program}\` in line ${first.line}`,
  hint: 'for two programs of one kind describe two under `programs:`',
});

export interface Described {
  readonly drafts: readonly ProgramDraft[];
  readonly links: readonly Link[];
  readonly steps: readonly Step[];
  readonly rules: readonly Rule[];
  readonly mentionedLinks: ReadonlySet<string>;
}

/** Problems for programs that are never started and links that nobody uses. */
export function checkUnused({ drafts, links, steps, rules, mentionedLinks }: Described, problems: ProblemList): void {
  const actions = [...steps, ...rules.map(({ step }) => step)];
  for (const { name, entry } of drafts) {
    if (actions.some((step) => step.do === 'start' && step.program === name)) continue;
    problems.add(entry.keySpan, {
      message: `the program "${name}" is never started`,
      expected: `\`- start: ${name}\` among the steps`,
      found: 'no such step',
      hint: 'start it, or remove it',
    });
  }
  for (const { name, span } of links) {
    if (mentionedLinks.has(name)) continue;
    problems.add(span, {
      message: `the link "${name}" is never used`,
      expected: `a program that connects to \${${name}.host} and \${${name}.port}, or a step or expectation about it`,
      found: 'nobody mentions it',
      hint: 'use it, or remove it',
    });
  }
}
