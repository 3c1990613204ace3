// The parser's document → Tree: aliases unfolded within bounds; merge keys, tags and surprising numbers refused.

import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';
import type { ProblemList } from './problem-list.js';
import type { SourceText } from './source-text.js';
import type { Entry, Scalar, Tree } from './tree.js';

/** Far more than a scenario of 40 lines can need; a bomb of nested anchors has billions. */
const MOST_VALUES = 20_000;
const DEEPEST = 50;

export class TreeBuilder {
  readonly #document: Document;
  readonly #source: SourceText;
  readonly #problems: ProblemList;
  #values = 0;
  #refused = false;
  /** The alias of the file's own text that is being unfolded. */
  #unfolding: Node | undefined;

  constructor(document: Document, source: SourceText, problems: ProblemList) {
    this.#document = document;
    this.#source = source;
    this.#problems = problems;
  }

  /** undefined if a value had to be refused: what is left of the file would only give echoes of that. */
  build(root: Node): Tree | undefined {
    const tree = this.#unfold(root, []);
    return this.#refused ? undefined : tree;
  }

  /** `above` holds the collections that this node stands in. */
  #unfold(node: Node, above: readonly Node[]): Tree | undefined {
    this.#values += 1;
    if (this.#values > MOST_VALUES) return this.#refuseBomb(node);
    if (above.length > DEEPEST) return this.#refuse(node, TOO_DEEP);
    if (isAlias(node)) return this.#unfoldAlias(node, above);
    if (node.tag !== undefined && this.#writtenTag(node) !== undefined) return this.#refuseTag(node);
    if (isMap(node)) return this.#unfoldMap(node.items, node, [...above, node]);
    if (isSeq(node)) return this.#unfoldList(node.items as readonly Node[], node, [...above, node]);
    if (isScalar(node)) return this.#scalar(node.value, node);
    return this.#refuse(node, { message: 'this value can’t be read' });
  }

  #unfoldAlias(alias: Node & { source: string }, above: readonly Node[]): Tree | undefined {
    const target = isAlias(alias) ? alias.resolve(this.#document) : undefined;
    if (target === undefined) return this.#refuse(alias, unknownAnchor(alias.source));
    if (above.includes(target)) {
      return this.#refuse(alias, {
        message: `the anchor "${alias.source}" holds itself`,
        expected: 'an anchor that is complete before it is used',
        hint: 'write the value out where it is needed',
      });
    }
    const outermost = this.#unfolding === undefined;
    if (outermost) this.#unfolding = alias;
    const tree = this.#unfold(target, above);
    if (outermost) this.#unfolding = undefined;
    return tree;
  }

  #unfoldList(items: readonly Node[], node: Node, above: readonly Node[]): Tree | undefined {
    const trees = items.map((item) => this.#unfold(item, above));
    return { is: 'list', span: this.#span(node), items: trees.filter((tree) => tree !== undefined) };
  }

  #unfoldMap(items: readonly Pair<unknown, unknown>[], node: Node, above: readonly Node[]): Tree | undefined {
    const entries: Entry[] = [];
    for (const pair of items) {
      const key = this.#key(pair.key as Node);
      // Of a duplicate the first one is kept; the parser has reported the other.
      if (key === undefined || entries.some((entry) => entry.key === key)) continue;
      const keySpan = this.#span(pair.key as Node);
      const value = pair.value === null ? BLANK(keySpan) : this.#unfold(pair.value as Node, above);
      if (value !== undefined) entries.push({ key, keySpan, value });
    }
    return { is: 'mapping', span: this.#span(node), entries };
  }

  #key(node: Node): string | undefined {
    if (isScalar(node) && node.value === '<<') {
      this.#problems.add(this.#span(node), {
        message: 'merge keys (<<) are not part of this language',
        expected: 'every key written out',
        hint: 'say what scenarios share once, in a fixture, or use `params` and `matrix`',
      });
      return undefined;
    }
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    if (isScalar(node) && node.value !== null) return this.#written(node);
    this.#refuse(node, {
      message: 'a key must be a plain word',
      expected: 'a key such as `title:`',
      found: isScalar(node) ? 'an empty key' : 'a list, mapping or alias as a key',
      hint: 'text that begins with [ or { or * must stand in quotes',
    });
    return undefined;
  }

  #scalar(value: unknown, node: Node): Tree | undefined {
    const written = this.#written(node);
    const span = this.#span(node);
    if (typeof value === 'number') this.#checkNumber(value, written, node);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
      return { is: 'scalar', span, value, written };
    }
    return this.#refuse(node, { message: 'this value can’t be read', found: written });
  }

  /** `3.10`, `1e3`, `0x10`, `010`: what YAML reads is not what stands there, and one of the two is a surprise. */
  #checkNumber(value: number, written: string, node: Node): void {
    if (String(value) === written) return;
    this.#problems.add(this.#span(node), {
      message: `YAML reads ${written} as the number ${value}`,
      expected: `the number as it is read (${value}), a quantity with its unit, or a text in quotes`,
      found: written,
      hint: `write ${value}, or '${written}' if it is a text`,
    });
  }

  #refuseBomb(node: Node): undefined {
    // One problem, however many values follow.
    if (this.#values > MOST_VALUES + 1) return undefined;
    return this.#refuse(this.#unfolding ?? node, {
      message: 'this file unfolds to too many values',
      expected: `at most ${MOST_VALUES} values, anchors unfolded`,
      found: 'more than that, from here on',
      hint: 'use a matrix or a fixture instead of anchors (&) and aliases (*)',
    });
  }

  #refuseTag(node: Node): undefined {
    const tag = this.#writtenTag(node) ?? '';
    const from = this.#source.text.lastIndexOf(tag, node.range?.[0] ?? 0);
    this.#refused = true;
    this.#problems.add(this.#source.span(from, from + tag.length), {
      message: `YAML tags such as ${tag} are not part of this language`,
      found: tag,
      hint: 'leave the tag out; bytes are written as `text:`, `hex:`, `base64:`, `repeat:` or `file:`',
    });
    return undefined;
  }

  #writtenTag(node: Node): string | undefined {
    const before = this.#source.text.slice(0, node.range?.[0] ?? 0);
    return /(![^\s,[\]{}]*)\s*(?:&\S+\s*)?$/.exec(before)?.[1];
  }

  #refuse(node: Node, problem: Parameters<ProblemList['add']>[1]): undefined {
    this.#refused = true;
    this.#problems.add(this.#span(node), problem);
    return undefined;
  }

  #span(node: Node) {
    const [from, to] = node.range ?? [0, 1];
    return this.#source.span(from, Math.max(to, from + 1));
  }

  #written(node: Node): string {
    const [from, to] = node.range ?? [0, 0];
    return this.#source.text.slice(from, to);
  }
}

const unknownAnchor = (name: string) => ({
  message: `*${name} refers to an anchor that does not exist`,
  expected: `an anchor (&${name}) earlier in the file`,
  found: `*${name}`,
  hint: `text that begins with * must stand in quotes: '*${name}'`,
});

const TOO_DEEP = {
  message: 'this value is nested too deeply',
  expected: `at most ${DEEPEST} levels`,
  hint: 'a scenario needs about five',
};

const BLANK = (span: Scalar['span']): Scalar => ({ is: 'scalar', span, value: null, written: '' });
