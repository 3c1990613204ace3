// The arguments of a fixture: their types, how a value is read, and how it is written on a command line.

import type { Payload } from '../../kinds/words.js';
import { inUnit, TARGET_UNITS, targetUnitsOf } from '../text/quantities.js';
import type { ProblemText } from '../text/problem-list.js';
import { readQuantity } from '../words/quantity-word.js';
import { readPayload } from '../words/read-payload.js';
import { describeValue, type Reading } from '../words/word.js';

export const ARGUMENT_TYPES = ['duration', 'size', 'number', 'text', 'payload', 'flag', 'host', 'port'] as const;

export type ArgumentType = (typeof ARGUMENT_TYPES)[number];

/** A value as read: µs, bytes, number, text (host and port too, they may be places), payload, true or false. */
export type ArgumentValue =
  | { readonly type: 'duration' | 'size' | 'number'; readonly value: number }
  | { readonly type: 'text' | 'host' | 'port'; readonly value: string }
  | { readonly type: 'payload'; readonly value: Payload }
  | { readonly type: 'flag'; readonly value: boolean };

export interface ArgumentSurroundings {
  /** Absolute; payload files are relative to it. */
  readonly folder: string;
  readonly isFile: (path: string) => boolean;
}

/** Reads what a scenario (or a default) gives for an argument of this type. */
export function readArgument(
  type: ArgumentType,
  written: unknown,
  around: ArgumentSurroundings,
): Reading<ArgumentValue> {
  switch (type) {
    case 'duration':
    case 'size':
      return typed(type, readQuantity(type, written));
    case 'payload':
      return typed(type, readPayload(written, around.folder, around.isFile));
    case 'number':
      return typeof written === 'number' ? { value: { type, value: written } } : wrong('a number', written);
    case 'flag':
      return typeof written === 'boolean'
        ? { value: { type, value: written } }
        : wrong(
            'true or false',
            written,
            typeof written === 'string' ? 'write true or false, without quotes' : undefined,
          );
    case 'text':
      return typeof written === 'string'
        ? { value: { type, value: written } }
        : wrong('a text', written, quoted(written));
    case 'host':
      return readHost(written);
    case 'port':
      return readPort(written);
  }
}

const quoted = (written: unknown): string | undefined =>
  typeof written === 'number' || typeof written === 'boolean' ? `put it in quotes: "${written}"` : undefined;

function typed<T extends 'duration' | 'size' | 'payload', V>(
  type: T,
  reading: Reading<V>,
): Reading<{ type: T; value: V }> {
  return 'problem' in reading ? reading : { value: { type, value: reading.value } };
}

function wrong(expected: string, written: unknown, hint?: string): { readonly problem: ProblemText } {
  const found = describeValue(written);
  return { problem: { message: `this is not ${expected}`, expected, found, ...(hint === undefined ? {} : { hint }) } };
}

function readHost(written: unknown): Reading<ArgumentValue> {
  const loopback = typeof written === 'string' && /^(\$\{[^{}]+\.host\}|127(\.\d{1,3}){3})$/.test(written);
  if (loopback) return { value: { type: 'host', value: written } };
  const hint =
    written === 'localhost'
      ? 'localhost may be ::1 first: write 127.0.0.1'
      : 'guasto never leaves this machine: use "${wire.host}" or an address in 127.0.0.0/8';
  return wrong('a loopback address', written, hint);
}

function readPort(written: unknown): Reading<ArgumentValue> {
  if (typeof written === 'number' && Number.isInteger(written) && written > 0 && written < 65536) {
    return { value: { type: 'port', value: String(written) } };
  }
  if (typeof written === 'string' && /^\$\{[^{}]+\.port\}$/.test(written))
    return { value: { type: 'port', value: written } };
  return wrong('a port', written, 'a number from 1 to 65535, or "${wire.port}"');
}

/** What is wrong with `${args.name:unit}` in a fixture's `run`, or undefined. */
export function refuseUnit(name: string, type: ArgumentType, unit: string | undefined): ProblemText | undefined {
  const allowed = unitsOf(type);
  if (unit === undefined ? allowed.length === 0 : allowed.includes(unit)) return undefined;
  const first = allowed[0];
  return {
    message:
      unit === undefined
        ? `\`${name}\` is a ${type}: say how the program wants it`
        : `a ${type} can’t be given as "${unit}"`,
    expected: first === undefined ? `\${args.${name}}` : allowed.map((one) => `\${args.${name}:${one}}`).join(' or '),
    found: `\${args.${name}${unit === undefined ? '' : `:${unit}`}}`,
  };
}

function unitsOf(type: ArgumentType): readonly string[] {
  if (type === 'duration' || type === 'size') return targetUnitsOf(type);
  return type === 'payload' ? ['file'] : [];
}

/** On the command line: seconds of a duration, the digits of a number, the path (a place) of a payload's file. */
export function writeArgument(name: string, argument: ArgumentValue, unit: string | undefined): string {
  switch (argument.type) {
    case 'duration':
    case 'size': {
      const target = TARGET_UNITS.get(unit ?? '');
      return String(target === undefined ? argument.value : inUnit(argument.value, target));
    }
    case 'payload':
      return `\${file:${name}}`;
    case 'number':
    case 'text':
    case 'host':
    case 'port':
      return String(argument.value);
    case 'flag':
      return argument.value ? `--${name}` : '';
  }
}
