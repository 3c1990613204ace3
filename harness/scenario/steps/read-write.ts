// `write: { to: client, text: "ciao\n", end: true }`: bytes for a program's stdin.

import type { Language } from '../language.js';
import type { ProblemList } from '../text/problem-list.js';
import { shape } from '../shape/shape.js';
import { unknownKey } from '../shape/keys.js';
import { describeTree, type Entry, type Mapping } from '../text/tree.js';
import { PAYLOAD_TAGS } from '../words/read-payload.js';
import type { Action } from './step-reading.js';

const OWN_KEYS: readonly string[] = ['to', 'end'];

export function readWrite(entry: Entry, language: Language, problems: ProblemList): Action | undefined {
  const tree = entry.value;
  const expected = '`write: { to: client, text: "ciao\\n" }`';
  if (tree.is !== 'mapping') {
    problems.add(entry.keySpan, { message: '`write` must be a mapping', expected, found: describeTree(tree) });
    return undefined;
  }
  const tags: readonly string[] = PAYLOAD_TAGS;
  const known = [...OWN_KEYS, ...tags];
  const strangers = tree.entries.filter(({ key }) => !known.includes(key));
  for (const { key, keySpan } of strangers) problems.add(keySpan, unknownKey(key, '`write`', known));
  const part = (keys: readonly string[]): Mapping => ({
    ...tree,
    entries: tree.entries.filter(({ key }) => keys.includes(key)),
  });
  const spec = shape(language.steps.write, { tree: part(OWN_KEYS), name: '`write`', at: entry.keySpan }, problems);
  const bytes = part(tags);
  if (bytes.entries.length === 0 && spec?.end === true) {
    return write(spec.to, { text: '' }, true);
  }
  if (strangers.length > 0) return undefined;
  if (bytes.entries.length !== 1) {
    problems.add(entry.keySpan, {
      message: '`write` takes its bytes in exactly one way',
      expected: `one of ${tags.join(', ')}`,
      found: bytes.entries.length === 0 ? 'none of them' : bytes.entries.map(({ key }) => key).join(', '),
      hint: `for example ${expected}`,
    });
    return undefined;
  }
  const payload = shape(
    language.words.payload,
    { tree: bytes, name: '`write`', at: bytes.entries[0]?.value.span ?? entry.keySpan },
    problems,
  );
  if (spec === undefined || payload === undefined) return undefined;
  return write(spec.to, payload, spec.end ?? false);
}

const write = (to: string, payload: Extract<Action['action'], { do: 'write' }>['payload'], end: boolean): Action => ({
  action: { do: 'write', to, payload, end },
  label: `write to ${to}`,
});
