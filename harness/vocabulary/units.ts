// Durations, sizes and rates as scenarios write them. Every quantity carries its unit; sums and whole multiples are
// allowed, so that a bound can be said in terms of a parameter: `500ms + 100ms`, `2 × 500ms`.

export type Quantity = 'duration' | 'size' | 'rate';

const UNITS: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  // microseconds
  duration: { us: 1, µs: 1, ms: 1_000, s: 1_000_000, min: 60_000_000 },
  // bytes
  size: { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
  // bytes per second
  rate: { 'B/s': 1, 'KB/s': 1e3, 'MB/s': 1e6, 'KiB/s': 1024, 'MiB/s': 1024 ** 2 },
};

const EXAMPLES: Readonly<Record<Quantity, string>> = {
  duration: 'such as 250ms, 2s or 500us',
  size: 'such as 512B, 64KiB or 2MB',
  rate: 'such as 100KB/s or 2MiB/s',
};

export type Parsed = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly hint: string };

/** Parses `250ms`, `500ms + 100ms`, `3 × 1s`: a duration in µs, a size in bytes, a rate in bytes per second. */
export function parseQuantity(quantity: Quantity, text: string): Parsed {
  let total = 0;
  for (const term of text.split('+')) {
    const parsed = parseTerm(quantity, term.trim());
    if (!parsed.ok) return parsed;
    total += parsed.value;
  }
  return { ok: true, value: Math.round(total) };
}

export function quantityExamples(quantity: Quantity): string {
  return EXAMPLES[quantity];
}

export const unitsOf = (quantity: Quantity): readonly string[] => Object.keys(UNITS[quantity]);

function parseTerm(quantity: Quantity, term: string): Parsed {
  let factor = 1;
  let rest = term;
  const multiplied = /^(\d+)\s*[×x*]\s*(.+)$/.exec(term) ?? reversed(/^(.+?)\s*[×x*]\s*(\d+)$/.exec(term));
  if (multiplied?.[1] !== undefined && multiplied[2] !== undefined) {
    factor = Number(multiplied[1]);
    rest = multiplied[2];
  }
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-zµ/]*)$/.exec(rest);
  if (match?.[1] === undefined) return { ok: false, hint: `write a ${quantity} with its unit, ${EXAMPLES[quantity]}` };
  return withUnit(quantity, factor * Number(match[1]), match[1], match[2] ?? '');
}

function reversed(match: RegExpExecArray | null): readonly [string, string | undefined, string | undefined] | null {
  return match === null ? null : ['', match[2], match[1]];
}

function withUnit(quantity: Quantity, amount: number, written: string, unit: string): Parsed {
  const known = UNITS[quantity];
  const scale = Object.entries(known).find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1];
  if (scale !== undefined) return { ok: true, value: amount * scale };
  const hint =
    unit === ''
      ? `a ${quantity} needs a unit: did you mean ${written}${Object.keys(known)[quantity === 'duration' ? 2 : 0]}?`
      : `"${unit}" is not a unit of ${quantity}: use ${Object.keys(known).join(', ')}`;
  return { ok: false, hint };
}

/** 1234 → "1.23 ms". For people; never parsed again. */
export function formatDurationUs(us: number): string {
  const magnitude = Math.abs(us);
  if (magnitude < 1_000) return `${Math.round(us)} µs`;
  if (magnitude < 1_000_000) return `${significant(us / 1_000)} ms`;
  return `${significant(us / 1_000_000)} s`;
}

/** 1536 → "1.5 KiB". */
export function formatSize(sizeBytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = sizeBytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : significant(value)} ${units[unit]}`;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(value >= 100 ? 4 : 3)));
}
