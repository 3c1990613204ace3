// What the YAML parser refuses, said in the words of someone who writes scenarios.

import type { YAMLError } from 'yaml';
import type { ProblemList, ProblemText } from './problem-list.js';
import type { SourceText } from './source-text.js';

/** Adds the parser's error as a problem in our own words. */
export function explainYamlError(error: YAMLError, source: SourceText, problems: ProblemList): void {
  const [from, to] = error.pos;
  const at = shift(error, source, from);
  const span = source.span(at, Math.max(to, at + lengthOf(error, source.text.slice(at, at + 200))));
  const line = source.line(span.line);
  if (holdsBarePlace(line) && error.code !== 'TAB_AS_INDENT' && error.code !== 'DUPLICATE_KEY') {
    const place = /\$\{[^}]*\}?/.exec(line);
    const start = at - span.column + 1 + (place?.index ?? 0);
    problems.add(source.span(start, start + (place?.[0].length ?? 1)), UNQUOTED_PLACE);
    return;
  }
  const rest = line.slice(span.column - 1);
  const word = /^\S+/.exec(rest)?.[0] ?? 'the end of the line';
  problems.add(span, (EXPLANATIONS[error.code] ?? OTHERWISE)({ parsers: error.message, word, rest }));
}

/** Where the eye should go, when the parser stopped elsewhere. */
/** The parser points at the first character of a key. */
const lengthOf = (error: YAMLError, rest: string): number =>
  error.code === 'DUPLICATE_KEY' ? (/^("[^"]*"|'[^']*'|[^\s:]+)/.exec(rest)?.[0].length ?? 1) : 1;

function shift(error: YAMLError, source: SourceText, from: number): number {
  const { text } = source;
  const end = Math.max(0, text.trimEnd().length - 1);
  if (error.code === 'TAB_AS_INDENT') return text.indexOf('\t', Math.max(0, from - 1));
  if (error.code === 'MISSING_CHAR' && error.message.includes('quote')) {
    return openingQuote(text, from, error.message.includes('"') ? '"' : "'");
  }
  const isUnclosed = /must be sufficiently indented and end with|Expected .* to end with/.test(error.message);
  if (isUnclosed) return openingBracket(text, from) ?? Math.min(from, end);
  const blanks = error.code === 'BAD_INDENT' ? (/^ */.exec(text.slice(from))?.[0].length ?? 0) : 0;
  return Math.min(from + blanks, end);
}

/** An unclosed quoted text holds no other quote of its kind: the last one before its end is where it begins. */
function openingQuote(text: string, end: number, quote: string): number {
  let at = text.lastIndexOf(quote, end - 1);
  while (at > 0 && text[at - 1] === '\\') at = text.lastIndexOf(quote, at - 1);
  return Math.max(0, at);
}

/** The innermost bracket that is open at `end`. */
function openingBracket(text: string, end: number): number | undefined {
  const open: number[] = [];
  // Quoted texts and comments are skipped as a whole; an apostrophe within a word begins no quoted text.
  const tokens = /(?<=^|[\s,:[{])(?:"(?:\\.|[^"\\])*"|'[^']*')|(?<=^|\s)#.*$|[[\]{}]/gm;
  for (const { 0: token, index } of text.slice(0, end).matchAll(tokens)) {
    if (token === '[' || token === '{') open.push(index);
    else if (token === ']' || token === '}') open.pop();
  }
  return open.at(-1);
}

interface Context {
  /** The parser's own words. */
  readonly parsers: string;
  /** The word at the caret. */
  readonly word: string;
  /** The line from the caret on. */
  readonly rest: string;
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
  found: rest,
  hint: 'put a value that holds ": " in quotes, or a mapping in { }',
});

const unclosed = (word: string): ProblemText => ({
  message: `the ${word.slice(0, 1)} is not closed`,
  expected: `${word.startsWith('{') ? '}' : ']'} before the next key`,
  found: 'the next key, or the end of the file',
  hint: 'close it at the end of its line',
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
  BAD_INDENT: ({ word }) =>
    /^[[{]/.test(word)
      ? unclosed(word)
      : {
          message: 'the indentation does not fit the lines above',
          expected: 'the keys of one mapping in one column',
          found: word,
          hint: 'compare the first column of this line with its neighbours above',
        },
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
          message: 'this quoted text has no end',
          expected: 'the same quote again at the end of the text',
          found: 'no further one where the value must end',
        }
      : /^[[{]/.test(word)
        ? unclosed(word)
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
