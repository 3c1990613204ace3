// Bytes as people read them: an address, sixteen in hex, the same as text.

export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const WIDTH = 16;

/** `firstOffset`: which byte of its stream the first one is. */
export function hexLines(bytes: Uint8Array, firstOffset = 0, width = WIDTH): readonly HexLine[] {
  const lines: HexLine[] = [];
  for (let start = 0; start < bytes.length; start += width) {
    const part = [...bytes.subarray(start, start + width)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push({ offset: (firstOffset + start).toString(16).padStart(6, '0'), hex: hex.padEnd(width * 3 - 1), text });
  }
  return lines;
}
