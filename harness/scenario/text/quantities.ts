// What a quantity is in the unit that a program wants: `${params.timeout:seconds}`.

import { parseQuantity, type Quantity } from '../../vocabulary/units.js';

interface TargetUnit {
  readonly quantity: Quantity;
  /** In the unit that parseQuantity counts in: µs, bytes. */
  readonly scale: number;
}

export const TARGET_UNITS: ReadonlyMap<string, TargetUnit> = new Map([
  ['seconds', { quantity: 'duration', scale: 1_000_000 }],
  ['milliseconds', { quantity: 'duration', scale: 1_000 }],
  ['microseconds', { quantity: 'duration', scale: 1 }],
  ['bytes', { quantity: 'size', scale: 1 }],
  ['KiB', { quantity: 'size', scale: 1024 }],
  ['MiB', { quantity: 'size', scale: 1024 ** 2 }],
  ['bytes-per-second', { quantity: 'rate', scale: 1 }],
]);

export const targetUnitsOf = (quantity: Quantity): readonly string[] =>
  [...TARGET_UNITS].filter(([, unit]) => unit.quantity === quantity).map(([name]) => name);

/** 500000 µs in seconds → 0.5. */
export const inUnit = (value: number, unit: TargetUnit): number => value / unit.scale;

/** Which quantity the text is, with its value; undefined for a text that is none. */
export function quantityOf(text: string): { readonly quantity: Quantity; readonly value: number } | undefined {
  for (const quantity of ['duration', 'size', 'rate'] as const) {
    const parsed = parseQuantity(quantity, text);
    if (parsed.ok) return { quantity, value: parsed.value };
  }
  return undefined;
}
