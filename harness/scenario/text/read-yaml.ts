// YAML 1.2 text → Tree. Whatever in YAML could mean something else than it seems is a problem here: duplicate keys, merge
// keys, tags, directives, numbers that are read differently from how they are written, anchors that unfold without end.

import { isScalar, LineCounter, parseDocument, type Document, type ParsedNode } from 'yaml';
import type { ProblemList } from './problem-list.js';
import type { SourceText } from './source-text.js';
import { TreeBuilder } from './tree-builder.js';
import type { Tree } from './tree.js';
import { explainYamlError } from './yaml-errors.js';

/** The tree of the file's one document; undefined (and at least one problem) if there is none. */
export function readYaml(source: SourceText, problems: ProblemList): Tree | undefined {
  const document = parseDocument(source.text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: new LineCounter(),
    // Below this level the parser does not report a second document.
    logLevel: 'error',
  });
  const before = problems.count;
  const fatal = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  // What follows the first of them is mostly its echo.
  for (const error of fatal.slice(0, 1)) explainYamlError(error, source, problems);
  if (fatal.length > 0) return undefined;
  for (const error of document.errors) explainYamlError(error, source, problems);
  rejectDirectives(document, source, problems);
  if (document.contents === null || isEmpty(document.contents)) {
    if (problems.count === before) problems.add(source.span(0, 1), EMPTY);
    return undefined;
  }
  return new TreeBuilder(document, source, problems).build(document.contents);
}

const EMPTY = {
  message: 'this file is empty',
  expected: 'a scenario: title, programs, steps, expect',
  found: 'no value in the whole file',
  hint: 'begin with `title: …`, the claim in plain English',
};

const isEmpty = (node: ParsedNode): boolean => isScalar(node) && node.value === null;

function rejectDirectives(document: Document, source: SourceText, problems: ProblemList): void {
  const match = /^%.*$/m.exec(source.text);
  if (match === null || !(document.directives?.docStart ?? false) || document.directives?.yaml.explicit === undefined) {
    return;
  }
  if (!document.directives.yaml.explicit && Object.keys(document.directives.tags).length <= 1) return;
  problems.add(source.span(match.index, match.index + match[0].length), {
    message: 'YAML directives are not part of this language',
    found: match[0],
    hint: 'leave the line out: scenarios are read as YAML 1.2',
  });
}
