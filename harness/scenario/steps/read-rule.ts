// `when:` — a trigger and one step: `{ connection: wire, nth: second, do: { link: { down: wire } } }`.

import type { Rule, Step } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import { keysOf } from '../shape/keys.js';
import { entriesOf, entryOf, type Entry, type Mapping, type Tree } from '../text/tree.js';
import { needsOfCondition } from './needs.js';
import { readCondition } from './read-condition.js';
import { readStep } from './read-step.js';
import type { StepReading } from './step-reading.js';

const RULE_STEPS: ReadonlySet<string> = new Set(['start', 'restart', 'signal', 'write', 'inject', 'heal', 'link']);

export function readRule(tree: Tree, reading: StepReading): Rule | undefined {
  const { problems, language } = reading;
  const doing = entriesOf(tree).find(({ key }) => key === 'do');
  if (tree.is !== 'mapping' || doing === undefined) {
    problems.add(tree.span, {
      message: 'a `when` rule lacks its step',
      expected: 'a trigger and one step: `{ connection: wire, nth: second, do: { link: { down: wire } } }`',
      found: keysOf(tree),
      hint: 'add `do: { … }`',
    });
    return undefined;
  }
  const trigger = { ...tree, entries: tree.entries.filter((entry) => entry !== doing) };
  const read = readCondition(trigger, { verb: 'when', span: tree.span }, language, problems);
  const step = readStep(doing.value, reading);
  refuseRule(read, step, { trigger, doing }, problems);
  if (read === undefined || step === undefined) return undefined;
  for (const need of needsOfCondition(read.condition)) reading.needs.add(need);
  return { span: tree.span, label: `when ${read.label}: ${step.label}`, trigger: read.condition, step };
}

function refuseRule(
  read: ReturnType<typeof readCondition>,
  step: Step | undefined,
  { trigger, doing }: { readonly trigger: Mapping; readonly doing: Entry },
  problems: ProblemList,
): void {
  const on = read?.condition.on;
  if (on === 'listening' || on === 'tcp') {
    const expected = 'one of exit, output, connection, call, bytes';
    const span = entryOf(trigger, on)?.keySpan ?? trigger.span;
    problems.add(span, { message: `\`${on}\` can’t trigger a rule`, expected, found: on, hint: TRIGGER_HINT });
  }
  if (read?.withinUs !== undefined) {
    problems.add(entryOf(trigger, 'within')?.keySpan ?? trigger.span, {
      message: 'a rule has no deadline',
      expected: 'no `within`',
      found: '`within`',
      hint: 'a rule fires at most once, or never',
    });
  }
  const verb = entriesOf(doing.value)[0]?.key ?? '';
  if (step !== undefined && !RULE_STEPS.has(verb)) {
    problems.add(doing.value.span, {
      message: `a rule can’t \`${verb}\``,
      expected: `one of ${[...RULE_STEPS].join(', ')}`,
      found: verb,
      hint: 'waiting belongs into `steps:`',
    });
  }
}

const TRIGGER_HINT = 'it is sampled, not reported: use `await` in `steps:`, followed by the step';
