// JSON that may stand inside a script element, on one line. No text in it can end that element or hide from the reader's eye.

const LONGEST_LINE = 8_000;
const LONGEST_TEXT = 1_000;

export const scriptJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escapeUnit);

/** Very long texts are cut: whoever needs them whole has the record. */
export function shortScriptJson(value: unknown): string {
  const line = scriptJson(value);
  return line.length <= LONGEST_LINE ? line : scriptJson(JSON.parse(JSON.stringify(value, cutTexts)));
}

function cutTexts(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= LONGEST_TEXT) return value;
  return `${value.slice(0, LONGEST_TEXT)}… (${value.length} characters, whole in record.jsonl)`;
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
