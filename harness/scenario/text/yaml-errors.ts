// What the YAML parser refuses, said in the words of someone who writes scenarios.

import type { YAMLError } from 'yaml';
import type { ProblemList, ProblemText } from './problem-list.js';
import type { SourceText } from './source-text.js';

/** Adds the parser's error as a problem in our own words. */
export function explainYamlError(error: YAMLError, source: SourceText, problems: ProblemList): void {
  const [from, to] = error.pos;
  const at = shift(error, source, from);
  const span = source.span(at, Math.max(to, at + 1));
  problems.add(span, { ...explain(error, source.line(span.line), source.text.slice(at, at + 40)) });
}

/** Where the eye should go, when the parser stopped elsewhere. */
function shift(error: YAMLError, source: SourceText, from: number): number {
  const last = Math.max(0, source.text.trimEnd().length - 1);
  if (error.code === 'TAB_AS_INDENT') return source.text.indexOf('\t', Math.max(0, from - 1));
  return Math.min(from, last);
}

function explain(error: YAMLError, line: string, rest: string): ProblemText {
  const word = /^\S+/.exec(rest)?.[0] ?? 'the end of the file';
  if (/[^"']\$\{/.test(line) && /[{[].*\$\{/.test(line) && error.code !== 'TAB_AS_INDENT') return UNQUOTED_PLACE;
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return {
        message: 'a tab stands where YAML needs spaces',
        expected: 'spaces for indentation',
        found: 'a tab',
        hint: 'let your editor replace tabs by two spaces',
      };
    case 'DUPLICATE_KEY':
      return {
        message: `the key "${word.replace(/:.*$/, '')}" stands here twice`,
        expected: 'each key once in its mapping',
        hint: 'remove one of the two, or join their values',
      };
    case 'MULTIPLE_DOCS':
      return {
        message: 'a second YAML document begins here',
        expected: 'one document: one file, one behaviour',
        found: '---',
        hint: 'put the second scenario into a file of its own, or use `matrix:` for variants',
      };
    case 'BAD_INDENT':
      return {
        message: 'the indentation does not fit the lines above',
        expected: 'keys of one mapping in one column; a list or mapping in brackets closed before the next key',
        found: word,
        hint: 'compare the first column of this line with its neighbours above, and count the brackets',
      };
    case 'BAD_ALIAS':
      return {
        message: `${word} refers to an anchor that does not exist`,
        expected: 'an anchor (&name) earlier in the file',
        hint: `text that begins with * must stand in quotes: '${word}'`,
      };
    case 'BAD_DQ_ESCAPE':
      return {
        message: 'this escape is not known in a double-quoted text',
        expected: String.raw`\n, \r, \t, \\, \", \xNN or \uNNNN`,
        found: rest.slice(0, 2),
        hint: String.raw`in single quotes a backslash is only a backslash`,
      };
    case 'BAD_SCALAR_START':
      return {
        message: `a value can’t begin with ${rest.slice(0, 1)}`,
        expected: 'a text in quotes',
        found: word,
        hint: `put it in quotes: '${word}'`,
      };
    case 'MISSING_CHAR':
      return {
        message: /quote/.test(error.message) ? 'the closing quote is missing' : 'something is missing here',
        expected: /quote/.test(error.message)
          ? 'the same quote again, before the end of the value'
          : MISSING(error.message),
        found: word,
        hint: /quote/.test(error.message)
          ? 'look for the opening quote above'
          : 'a key is followed by a colon and a space',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'two keys on one line',
        expected: 'a key, a colon, and one value',
        found: rest.split('\n')[0] ?? '',
        hint: 'put a value that holds ": " in quotes, or a mapping in { }',
      };
    default:
      return {
        message: 'this is not valid YAML',
        expected: 'a value, or the next key on a line of its own',
        found: word,
        hint: 'look at the brackets, quotes, commas and colons just before the caret',
      };
  }
}

const MISSING = (message: string): string =>
  /comma|,/.test(message) ? 'a comma between two entries' : 'a colon after the key';

const UNQUOTED_PLACE: ProblemText = {
  message: 'a ${…} inside { } or [ ] must stand in quotes',
  expected: '"${params.timeout}"',
  hint: 'YAML reads a bare { as the beginning of a mapping: put the whole value in double quotes',
};
