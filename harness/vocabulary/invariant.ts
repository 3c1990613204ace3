// Our own bugs, the fourth kind of trouble: they crash, they are never reported as a verdict.

export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/** Throws InvariantViolation when `condition` is false: the program is wrong, not its input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** The end of a switch over a union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`unreachable: ${JSON.stringify(value)}`);
}
