// `${params.x}` and `${params.x:seconds}`: textual inside a longer text; alone, the value keeps its type. Other `${…}` are
// left for whoever knows them (places.ts, the fixture's arguments), or refused.

import type { Span } from '../../vocabulary/problems.js';
import { inUnit, quantityOf, TARGET_UNITS } from './quantities.js';
import { didYouMean, nearest } from './near.js';
import type { ProblemList, ProblemText } from './problem-list.js';
import { describeScalar, mapScalars, type Scalar, type ScalarValue, type Tree } from './tree.js';

/** A text's `${…}`, resolved: a value; `leave` to keep it as it is; or what is wrong with it. */
export type Resolved = { readonly value: ScalarValue } | { readonly leave: true } | { readonly problem: ProblemText };

export type Resolve = (inner: string) => Resolved;

/** The same tree, every `${…}` of its texts resolved. A refused one is a problem at its own characters, and is kept. */
export function substitute(tree: Tree, resolve: Resolve, problems: ProblemList): Tree {
  return mapScalars(tree, (scalar) =>
    typeof scalar.value === 'string' && scalar.value.includes('${')
      ? substituteText(scalar, scalar.value, resolve, problems)
      : scalar.value,
  );
}

function substituteText(scalar: Scalar, text: string, resolve: Resolve, problems: ProblemList): ScalarValue {
  const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  let value: ScalarValue | undefined;
  const replaced = text.replace(REFERENCE, (written: string, inner: string | undefined) => {
    if (inner === undefined) {
      if (!written.startsWith('$$')) problems.add(spanIn(scalar, written), UNCLOSED);
      return written;
    }
    const resolved = resolve(inner.trim());
    // Whoever fills it in later looks for the name alone.
    if ('leave' in resolved) return `\${${inner.trim()}}`;
    if ('problem' in resolved) {
      problems.add(spanIn(scalar, written), resolved.problem);
      return written;
    }
    value = resolved.value;
    return String(resolved.value);
  });
  return whole !== undefined && value !== undefined ? value : replaced;
}

/** `$${` is a literal `${`; then a complete reference; then one that never ends. */
const REFERENCE = /\$\$\{|\$\{([^{}]*)\}|\$\{[^{}]*$/g;

const UNCLOSED: ProblemText = {
  message: 'a ${ that is not closed',
  expected: '}',
  found: 'the end of the text',
  hint: 'write ${params.name}, or $${ for the two characters themselves',
};

/** The characters of `part` in the scalar's line if they stand there as they are, else the whole scalar. */
function spanIn(scalar: Scalar, part: string): Span {
  const at = scalar.written.indexOf(part);
  const before = scalar.written.slice(0, at);
  if (at === -1 || before.includes('\n')) return scalar.span;
  return { ...scalar.span, column: scalar.span.column + at, length: part.length };
}

export type Params = Readonly<Record<string, string | number | boolean>>;

/** Resolves `params.x` and `params.x:unit`; undefined for anything that is not about params. */
export function resolveParam(inner: string, params: Params): Resolved | undefined {
  const match = /^params?\.([^:]*)(?::(.*))?$/.exec(inner);
  const [, name, unit] = match ?? [];
  if (name === undefined) return undefined;
  const known = Object.keys(params);
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value === undefined || !inner.startsWith('params.')) return { problem: unknownParam(inner, name, known) };
  return unit === undefined ? { value } : convert(value, unit, describeScalar(value));
}

/** A value such as `500ms` in a unit such as `seconds`. */
export function convert(value: string | number | boolean, unit: string, found: string): Resolved {
  const target = TARGET_UNITS.get(unit);
  if (target === undefined) {
    const known = [...TARGET_UNITS.keys()];
    const hint = didYouMean(unit, known);
    return {
      problem: {
        message: `"${unit}" is not a unit to convert to`,
        expected: `one of ${known.join(', ')}`,
        found: unit,
        ...(hint === undefined ? {} : { hint }),
      },
    };
  }
  const quantity = typeof value === 'string' ? quantityOf(value) : undefined;
  if (quantity?.quantity !== target.quantity) {
    return {
      problem: {
        message: `only a ${target.quantity} can be converted to ${unit}`,
        expected: `a ${target.quantity} with its unit`,
        found,
        hint: `give the value its unit where it is set, or leave out ":${unit}"`,
      },
    };
  }
  return { value: inUnit(quantity.value, target) };
}

function unknownParam(inner: string, name: string, known: readonly string[]): ProblemText {
  const near = nearest(name, known) ?? (known.includes(name) ? name : undefined);
  return {
    message: inner.startsWith('params.') ? `there is no param "${name}"` : `"${inner}" is not something to refer to`,
    expected:
      known.length === 0 ? 'a name under `params:`' : `one of ${known.map((one) => `params.${one}`).join(', ')}`,
    found: inner,
    hint: near === undefined ? `add it: \`params: { ${name}: … }\`` : `did you mean \${params.${near}}?`,
  };
}
