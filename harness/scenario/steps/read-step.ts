// One entry of `steps:`, or the step of a rule: a mapping with one key, its verb.

import type { Step } from '../scenario.js';
import { didYouMean } from '../text/near.js';
import type { ProblemList } from '../text/problem-list.js';
import { entriesOf, describeTree, type Entry, type Tree } from '../text/tree.js';
import { readAction } from './read-action.js';
import type { StepReading } from './step-reading.js';
import { VERBS, type Verb } from './step-schemas.js';

export function readStep(tree: Tree, reading: StepReading): Step | undefined {
  const entry = pickVerb(tree, reading.problems);
  if (entry === undefined) return undefined;
  const read = readAction(entry.key as Verb, entry, reading);
  return read === undefined ? undefined : { span: entry.keySpan, label: read.label, ...read.action };
}

/** What other languages call it. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['sleep', 'did you mean "wait"? Better still, `await` what you wait for'],
  ['run', 'did you mean "start"?'],
  ['stop', 'did you mean "signal"? For example `signal: { to: server, signal: TERM }`'],
  ['kill', 'did you mean "signal"? For example `signal: { to: server, signal: KILL }`'],
  ['send', 'did you mean "write"?'],
  ['stdin', 'did you mean "write"?'],
  ['toxic', 'did you mean "inject"?'],
  ['expect', 'expectations stand under `expect:`, after the steps'],
]);

const isVerb = (key: string): boolean => (VERBS as readonly string[]).includes(key);

function pickVerb(tree: Tree, problems: ProblemList): Entry | undefined {
  const entries = entriesOf(tree);
  const [first, second] = entries;
  const expected = `one of ${VERBS.join(', ')}`;
  if (first === undefined) {
    const hint =
      tree.is === 'scalar' && isVerb(String(tree.value)) ? { hint: `write \`- ${String(tree.value)}: …\`` } : {};
    problems.add(tree.span, {
      message: 'a step is a verb with its object',
      expected,
      found: describeTree(tree),
      ...hint,
    });
    return undefined;
  }
  const verb = entries.find(({ key }) => isVerb(key));
  if (verb === undefined) {
    const hint = SYNONYMS.get(first.key) ?? didYouMean(first.key, VERBS);
    const found = first.key;
    const more = hint === undefined ? {} : { hint };
    problems.add(first.keySpan, { message: `there is no step "${first.key}"`, expected, found, ...more });
    return undefined;
  }
  if (second === undefined) return verb;
  const other = entries.find((entry) => entry !== verb) ?? second;
  problems.add(other.keySpan, {
    message: `unknown key "${other.key}" beside \`${verb.key}\``,
    expected: 'one verb in each step',
    found: entries.map(({ key }) => key).join(', '),
    hint: isVerb(other.key)
      ? `begin a new step: \`- ${other.key}: …\``
      : `what belongs to \`${verb.key}\` stands inside it: \`${verb.key}: { …, ${other.key}: … }\``,
  });
  return undefined;
}
