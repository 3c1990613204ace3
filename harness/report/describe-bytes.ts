// The first bytes of a chunk as people read them: text where it is text, hex where it is not. No Buffer: it runs in browsers too.

import { visibleText } from '../kinds/reporters/visible-text.js';

const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Of a `preview`. */
export const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** `"ciao"`, `"GET / HTTP/1.1\r\n"…`, `00 ff 10 …`. `preview` is base64; an ellipsis says that there are more than `sizeBytes` shows. */
export function describeBytes(preview: string, sizeBytes: number, limit = 24): string {
  return describeBuffer(bytesOf(preview), sizeBytes, limit);
}

export function describeBuffer(buffer: Uint8Array, sizeBytes: number, limit = 24): string {
  const bytes = buffer.subarray(0, Math.min(limit, sizeBytes));
  const more = sizeBytes > bytes.length ? '…' : '';
  const text = UTF_8.decode(bytes);
  if (isReadable(text)) return `"${visibleText(text)}"${more}`;
  const hex = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `${hex.join(' ')}${sizeBytes > 8 ? ' …' : ''}`;
}

/** No replacement characters but one cut off at the end, no controls but line breaks and tabs. */
function isReadable(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return /[^\t\n\r\ufffd]/.test(text) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\ufffd(?!$)/.test(text);
}
