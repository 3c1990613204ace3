// `inject:` → a fault and its spec. `toxic: NAME` picks a toxic; `fault: NAME` any other kind on the shelf.

import { completeAttributes, requiredAttributes, type Attributes, type ToxicKind } from '../../kinds/toxics/toxic.js';
import type { ProblemList } from '../text/problem-list.js';
import { didYouMean } from '../text/near.js';
import { shape } from '../shape/shape.js';
import { keysOf } from '../shape/keys.js';
import { oneOf } from '../shape/explain-issue.js';
import { describeTree, entryOf, textOf, type Entry, type Mapping } from '../text/tree.js';
import type { StepReading } from './step-reading.js';
import { faultName, PER_TOXIPROXY_UNIT, UNIT_NAMES } from './toxic-schema.js';

export interface InjectedFault {
  readonly name: string;
  readonly fault: string;
  readonly spec: unknown;
  readonly label: string;
}

export function readInject(entry: Entry, reading: StepReading): InjectedFault | undefined {
  const { value: tree } = entry;
  if (tree.is === 'mapping' && entryOf(tree, 'toxic') !== undefined) return readToxic(entry, tree, reading);
  if (tree.is === 'mapping' && entryOf(tree, 'fault') !== undefined) return readOther(entry, tree, reading);
  const near = tree.is === 'mapping' ? tree.entries.map(({ key }) => didYouMean(key, ['toxic', 'fault'])) : [];
  reading.problems.add(entry.keySpan, {
    message: '`inject` does not say what',
    expected: `\`toxic: …\` (${[...reading.language.shelves.toxics.keys()].join(', ')}), or \`fault: …\``,
    found: keysOf(tree),
    hint:
      near.find((hint) => hint !== undefined) ?? 'for example `inject: { link: wire, toxic: latency, latency: 2s }`',
  });
  return undefined;
}

function readToxic(entry: Entry, tree: Mapping, reading: StepReading): InjectedFault | undefined {
  const { language, problems, faults } = reading;
  const kind = pick(entryOf(tree, 'toxic'), language.shelves.toxics, '`toxic`', problems);
  if (kind === undefined) return undefined;
  const hintFor = (key: string): string | undefined => attributeOf(key, language.shelves.toxics.values());
  const subject = { tree, name: `the toxic ${kind.name}`, at: entry.keySpan, hintFor };
  const spec = shape(language.toxic(kind), subject, problems);
  if (spec === undefined) return undefined;
  const attributes = inToxiproxysUnits(kind, spec, tree, problems);
  if (attributes === undefined || !accepted(kind, attributes, entry, problems)) return undefined;
  const { link, stream = 'downstream', toxicity = 1, connections } = spec;
  const name = spec.name ?? `${kind.name}_${stream}`;
  const span = entryOf(tree, 'name')?.value.span ?? entry.keySpan;
  faults.claim({ name, span, inRule: reading.inRule }, spec.name !== undefined);
  const rule = connections === undefined ? {} : { connections };
  const toxic = { name, type: kind.name, stream, toxicity, attributes, ...rule };
  return { name, fault: 'toxic', spec: { link, toxic }, label: `inject ${kind.name} on ${link}` };
}

/** `rate` is an attribute of another toxic. */
function attributeOf(key: string, toxics: Iterable<ToxicKind>): string | undefined {
  const owners = [...toxics].filter(({ attributes }) => Object.hasOwn(attributes, key)).map(({ name }) => name);
  return owners.length === 0 ? undefined : `\`${key}\` is an attribute of ${owners.join(' and ')}`;
}

function readOther(entry: Entry, tree: Mapping, reading: StepReading): InjectedFault | undefined {
  const { language, problems, faults } = reading;
  const kind = pick(entryOf(tree, 'fault'), language.shelves.faults, '`fault`', problems);
  if (kind === undefined) return undefined;
  const rest: Mapping = { ...tree, entries: tree.entries.filter(({ key }) => key !== 'fault' && key !== 'name') };
  const spec = shape(language.fault(kind), { tree: rest, name: `the fault ${kind.name}`, at: entry.keySpan }, problems);
  if (spec === undefined) return undefined;
  const label = `inject ${kind.describe(spec)}`;
  const named = entryOf(tree, 'name');
  const claimed = { span: named?.value.span ?? entry.keySpan, inRule: reading.inRule };
  if (named === undefined) {
    return { name: faults.claimNumbered({ name: kind.name, ...claimed }), fault: kind.name, spec, label };
  }
  const name = shape(faultName(), { tree: named.value, name: '`name`', at: named.keySpan }, problems);
  if (name === undefined) return undefined;
  faults.claim({ name, ...claimed }, true);
  return { name, fault: kind.name, spec, label };
}

function pick<Kind>(
  entry: Entry | undefined,
  shelf: ReadonlyMap<string, Kind>,
  name: string,
  problems: ProblemList,
): Kind | undefined {
  const kind = shelf.get(textOf(entry?.value) ?? '');
  if (kind === undefined && entry !== undefined)
    problems.add(entry.value.span, oneOf([...shelf.keys()], entry.value, name));
  return kind;
}

/** µs, bytes and bytes per second → what Toxiproxy counts in; what has no whole number there is a problem. */
function inToxiproxysUnits(
  kind: ToxicKind,
  spec: Readonly<Record<string, unknown>>,
  tree: Mapping,
  problems: ProblemList,
): Attributes | undefined {
  const attributes: Record<string, number | string> = {};
  let sound = true;
  for (const [name, unit] of Object.entries(kind.attributes)) {
    const written = spec[name];
    if (typeof unit !== 'string' && typeof written === 'string') attributes[name] = written;
    if (typeof unit !== 'string' || typeof written !== 'number') continue;
    const value = written / PER_TOXIPROXY_UNIT[unit];
    attributes[name] = value;
    const entry = entryOf(tree, name);
    if (Number.isSafeInteger(value) || entry === undefined) continue;
    sound = false;
    problems.add(entry.value.span, {
      message: `Toxiproxy counts \`${name}\` in ${UNIT_NAMES[unit]}`,
      expected: `${Math.floor(value)} or ${Math.ceil(value)} ${unit}`,
      found: describeTree(entry.value),
    });
  }
  return sound ? attributes : undefined;
}

function accepted(kind: ToxicKind, attributes: Attributes, entry: Entry, problems: ProblemList): boolean {
  const names = Object.keys(kind.attributes);
  const main = requiredAttributes(kind).find((name) => attributes[name] === undefined);
  if (main !== undefined) {
    problems.add(entry.keySpan, {
      message: `the toxic ${kind.name} lacks \`${main}\``,
      expected: `the attribute \`${main}\``,
      found: 'no such key',
      hint:
        names.length > 1 ? `its attributes are ${names.join(', ')}` : `for example \`${main}: ${example(kind, main)}\``,
    });
    return false;
  }
  const refusal = kind.refuse?.(completeAttributes(kind, attributes));
  if (refusal === undefined) return true;
  const [expected = refusal, found] = refusal.split(/, found /);
  problems.add(entry.keySpan, {
    message: `the toxic ${kind.name} refuses these attributes`,
    expected,
    ...(found === undefined ? {} : { found }),
  });
  return false;
}

function example(kind: ToxicKind, attribute: string): string {
  const unit = kind.attributes[attribute];
  return unit === 'bytes' ? '1KiB' : unit === 'KB/s' ? '100KB/s' : '200ms';
}
