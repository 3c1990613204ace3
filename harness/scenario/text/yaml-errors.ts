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

interface Context {
  /** The parser's own words. */
  readonly parsers: string;
  /** The word at the caret. */
  readonly word: string;
  /** The text from the caret on. */
  readonly rest: string;
}

function explain(error: YAMLError, line: string, rest: string): ProblemText {
  const word = /^\S+/.exec(rest)?.[0] ?? 'the end of the file';
  if (holdsBarePlace(line) && error.code !== 'TAB_AS_INDENT' && error.code !== 'DUPLICATE_KEY') return UNQUOTED_PLACE;
  return (EXPLANATIONS[error.code] ?? OTHERWISE)({ parsers: error.message, word, rest });
}

/** `{ timeout: ${params.timeout} }` without quotes. */
const holdsBarePlace = (line: string): boolean => /[{[].*\$\{/.test(line) && /(^|[^"'\w}])\$\{/.test(line);

const UNQUOTED_PLACE: ProblemText = {
  message: 'a ${…} inside { } or [ ] must stand in quotes',
  expected: '"${params.timeout}"',
  hint: 'YAML reads a bare { as the beginning of a mapping: put the whole value in double quotes',
};

type Explain = (context: Context) => ProblemText;

const OTHERWISE: Explain = ({ word }) => ({
  message: 'this is not valid YAML',
  expected: 'a value, or the next key on a line of its own',
  found: word,
  hint: 'look at the brackets, quotes, commas and colons just before the caret',
});

const TWO_KEYS: Explain = ({ rest }) => ({
  message: 'two keys on one line',
  expected: 'a key, a colon, and one value',
  found: rest.split('\n')[0] ?? '',
  hint: 'put a value that holds ": " in quotes, or a mapping in { }',
});

const EXPLANATIONS: Partial<Record<YAMLError['code'], Explain>> = {
  TAB_AS_INDENT: () => ({
    message: 'a tab stands where YAML needs spaces',
    expected: 'spaces for indentation',
    found: 'a tab',
    hint: 'let your editor replace tabs by two spaces',
  }),
  DUPLICATE_KEY: ({ word }) => ({
    message: `the key "${word.replace(/:.*$/, '')}" stands here twice`,
    expected: 'each key once in its mapping',
    found: 'a second one',
    hint: 'remove one of the two, or join their values',
  }),
  MULTIPLE_DOCS: () => ({
    message: 'a second YAML document begins here',
    expected: 'one document: one file, one behaviour',
    found: '---',
    hint: 'put the second scenario into a file of its own, or use `matrix:` for variants',
  }),
  BAD_INDENT: ({ word }) => ({
    message: 'the indentation does not fit the lines above',
    expected: 'keys of one mapping in one column; brackets closed before the next key',
    found: word,
    hint: 'compare the first column of this line with its neighbours above, and count the brackets',
  }),
  BAD_ALIAS: ({ word }) => ({
    message: `${word} refers to an anchor that does not exist`,
    expected: 'an anchor (&name) earlier in the file',
    found: word,
    hint: `text that begins with * must stand in quotes: '${word}'`,
  }),
  BAD_DQ_ESCAPE: ({ rest }) => ({
    message: 'this escape is not known in a double-quoted text',
    expected: String.raw`\n, \r, \t, \\, \", \xNN or \uNNNN`,
    found: rest.slice(0, 2),
    hint: 'in single quotes a backslash is only a backslash',
  }),
  BAD_SCALAR_START: ({ word, rest }) => ({
    message: `a value can’t begin with ${rest.slice(0, 1)}`,
    expected: 'a text in quotes',
    found: word,
    hint: `put it in quotes: '${word.replace(/[,}\]]+$/, '')}'`,
  }),
  MISSING_CHAR: ({ parsers, word }) =>
    parsers.includes('quote')
      ? {
          message: 'the closing quote is missing',
          expected: 'the same quote again, before the end of the value',
          found: 'the end of the file',
          hint: 'look for the opening quote above',
        }
      : {
          message: 'something is missing here',
          expected: parsers.includes(',') ? 'a comma between two entries' : 'a colon and a space after the key',
          found: word,
          hint: 'entries in { } and [ ] are separated by commas; a key is followed by a colon and a space',
        },
  BLOCK_AS_IMPLICIT_KEY: TWO_KEYS,
  MULTILINE_IMPLICIT_KEY: TWO_KEYS,
  MULTIPLE_ANCHORS: ({ word }) => ({ message: 'two anchors at one value', expected: 'at most one &name', found: word }),
};
