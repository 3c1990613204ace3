// Text of unknown origin (a program's output, an exception's message, bytes) made safe to look at: whatever a terminal, an XML
// parser or the reader's eye could be led astray by is written as a visible escape.

// C0 and C1 controls, zero-width and bidirectional controls, line separators, noncharacters, surrogates without their pair.
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line, whatever was in it: controls as `\n`, `\x1b`, `\u202e`. Cut to `limit` code units, with an ellipsis. */
export function visibleText(text: string, limit = 2_000): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(HIDDEN, escapeOf);
}

/** As visibleText, but keeps line breaks and tabs. */
export function visibleLines(text: string, limit = 20_000): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(HIDDEN, (character) =>
    character === '\n' || character === '\t' ? character : escapeOf(character),
  );
}

/** For XML's text and attributes alike. Only characters that XML 1.0 allows are left. */
export function escapeXml(text: string): string {
  return visibleLines(text, Number.POSITIVE_INFINITY).replace(
    /[&<>"'\n\t]/g,
    (character) => XML[character] ?? character,
  );
}

/** For XML's text: as escapeXml, but quotes and line breaks stand as they are. */
export function escapeXmlText(text: string): string {
  return visibleLines(text, Number.POSITIVE_INFINITY).replace(/[&<>]/g, (character) => XML[character] ?? character);
}

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Columns of a terminal, roughly: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character.codePointAt(0) ?? 0);
  return width;
}

/** Cut to `width` columns, the last one an ellipsis. */
export function clipText(text: string, width: number): string {
  if (text.length <= width && displayWidth(text) <= width) return text;
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += widthOf(character.codePointAt(0) ?? 0);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function escapeOf(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function widthOf(codePoint: number): number {
  if (codePoint < 0x300) return 1;
  if (codePoint <= 0x36f || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)) return 0;
  const wide =
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe4f) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0xffe0 && codePoint <= 0xffe6) ||
    (codePoint >= 0x1f300 && codePoint <= 0x1faff) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd);
  return wide ? 2 : 1;
}
