// `expect:` → Expectations. Each entry is recognised by the key that names its kind on the shelf.

import type { Capability } from '../vocabulary/capabilities.js';
import type { Language } from './language.js';
import type { Expectation } from './scenario.js';
import type { ProblemList } from './text/problem-list.js';
import { didYouMean } from './text/near.js';
import { shape } from './shape/shape.js';
import { describeTree, entriesOf, valueSpan, type Entry, type Tree } from './text/tree.js';

export interface ReadExpectations {
  readonly expectations: readonly Expectation[];
  readonly needs: readonly Capability[];
}

export function readExpectations(
  entry: Entry | undefined,
  language: Language,
  problems: ProblemList,
): ReadExpectations {
  if (entry === undefined) return { expectations: [], needs: [] };
  if (entry.value.is !== 'list' || entry.value.items.length === 0) {
    problems.add(valueSpan(entry), {
      message: `\`${entry.key}\` must be a list of expectations`,
      expected: 'at least one, such as `- exit: { of: client, code: 0 }`',
      found: describeTree(entry.value),
      hint: 'a scenario that expects nothing proves nothing',
    });
    return { expectations: [], needs: [] };
  }
  const needs: Capability[] = [];
  const expectations = entry.value.items.map((item) => readExpectation(item, language, problems, needs));
  return { expectations: expectations.filter((one) => one !== undefined), needs };
}

function readExpectation(
  tree: Tree,
  language: Language,
  problems: ProblemList,
  needs: Capability[],
): Expectation | undefined {
  const kinds = language.shelves.expectations;
  const entries = entriesOf(tree);
  const entry = entries.find(({ key }) => kinds.has(key));
  const kind = entry === undefined ? undefined : kinds.get(entry.key);
  if (entry === undefined || kind === undefined) {
    const first = entries[0];
    const hint = entries.map(({ key }) => didYouMean(key, kinds.keys())).find((text) => text !== undefined);
    problems.add(first?.keySpan ?? tree.span, {
      message: 'this expectation is of no known kind',
      expected: `one of ${[...kinds.keys()].join(', ')}`,
      found:
        first === undefined
          ? describeTree(tree)
          : `the key${entries.length > 1 ? 's' : ''} ${entries.map(({ key }) => key).join(', ')}`,
      ...(hint === undefined ? {} : { hint }),
    });
    return undefined;
  }
  const second = entries.find(
    (other) => other !== entry && kinds.has(other.key) && !knows(language.expectation(kind), other.key),
  );
  if (second !== undefined) {
    problems.add(second.keySpan, {
      message: `two expectations in one entry: \`${entry.key}\` and \`${second.key}\``,
      expected: 'one kind in each entry',
      found: entries.map(({ key }) => key).join(', '),
      hint: `begin a new entry: \`- ${second.key}: …\``,
    });
    return undefined;
  }
  const spec = shape(language.expectation(kind), { tree, name: `\`${kind.name}\``, at: entry.keySpan }, problems);
  if (spec === undefined) return undefined;
  if (kind.watchesWire?.(spec) === true && isUnwatched(language)) {
    problems.add(entry.keySpan, {
      message: `\`${kind.name}\` speaks of what passes a link, and nobody sees it`,
      expected: 'a link through Toxiproxy',
      found: 'only links via direct, or none',
      hint: 'leave out `via: direct`, or say it of the programs’ calls: `event: call.returned`',
    });
    return undefined;
  }
  needs.push(...kind.needs(spec));
  return {
    span: entry.keySpan,
    clauses: Object.fromEntries(entries.map(({ key, keySpan }) => [key, keySpan])),
    label: kind.describe(spec),
    kind: kind.name,
    spec,
  };
}

/** No proxy is in any link. */
const isUnwatched = ({ scope }: Language): boolean =>
  ![...(scope.names?.links.values() ?? [])].some(({ via }) => via === 'toxiproxy');

/** Does the kind's own schema have this key? Unknown unless it is a plain object at the top. */
function knows(schema: unknown, key: string): boolean {
  const { shape: keys } = schema as { readonly shape?: Readonly<Record<string, unknown>> };
  return keys !== undefined && Object.hasOwn(keys, key);
}
