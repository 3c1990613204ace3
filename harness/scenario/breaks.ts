// Where a mutant must break: `await exit` names a step by its verb and condition, `takes` a clause of an expectation,
// `output of client` an expectation by what it is about.

/** Does `breaks` mean the step or expectation with this label (`await exit client`), or the clause with this name (`takes`)? */
export const breaksAt = (breaks: string, labelOrClause: string): boolean =>
  labelOrClause === breaks || [' ', ':'].some((end) => labelOrClause.startsWith(breaks + end));
