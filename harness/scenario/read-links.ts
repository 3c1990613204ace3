// `links:` → Links: each leads to a program that listens, through Toxiproxy or directly.

import { z } from 'zod';
import type { Words } from '../kinds/words.js';
import type { Language } from './language.js';
import type { Link } from './scenario.js';
import type { ProblemList } from './text/problem-list.js';
import { shape } from './shape/shape.js';
import { childOf, describeTree, entriesOf, textOf, valueSpan, type Entry } from './text/tree.js';

export function linkSchema(words: Words) {
  return z.strictObject({
    to: words.program.meta({ description: 'The program that listens at its end.' }),
    via: z
      .enum(['toxiproxy', 'direct'])
      .optional()
      .meta({ description: 'Through Toxiproxy (the default), or straight to the program’s own port.' }),
  });
}

/** Names and ways of the links, before anything else of them is checked. */
export function draftLinks(
  entry: Entry | undefined,
): readonly { readonly name: string; readonly to: string; readonly via: 'toxiproxy' | 'direct' }[] {
  return entriesOf(entry?.value).map(({ key, value }) => ({
    name: key,
    to: textOf(childOf(value, 'to')) ?? '',
    via: textOf(childOf(value, 'via')) === 'direct' ? 'direct' : 'toxiproxy',
  }));
}

export function readLinks(entry: Entry | undefined, language: Language, problems: ProblemList): readonly Link[] {
  if (entry === undefined) return [];
  if (entry.value.is !== 'mapping') {
    problems.add(valueSpan(entry), {
      message: '`links` must be a mapping',
      expected: '`links: { wire: { to: server } }`',
      found: describeTree(entry.value),
    });
  }
  const links: Link[] = [];
  for (const { key, keySpan, value } of entriesOf(entry.value)) {
    const spec = shape(language.link, { tree: value, name: `the link "${key}"`, at: keySpan }, problems);
    if (spec === undefined) continue;
    links.push({ name: key, span: keySpan, to: spec.to, via: spec.via ?? 'toxiproxy' });
    if (language.scope.names?.programs.get(spec.to)?.listens !== false) continue;
    problems.add(childOf(value, 'to')?.span ?? keySpan, {
      message: `a link can’t lead to "${spec.to}", which does not listen`,
      expected: 'a program that has a port',
      found: spec.to,
      hint: `say \`listens: true\` where "${spec.to}" is described, if it does`,
    });
  }
  return links;
}
