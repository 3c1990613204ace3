// Where a mutant must break: `await exit` names a step by its verb and condition, `takes` a clause of an expectation.

/** Does `breaks` mean the step with this label (`await exit client`) or the clause with this name (`takes`)? */
export const breaksAt = (breaks: string, labelOrClause: string): boolean =>
  labelOrClause === breaks || labelOrClause.startsWith(`${breaks} `);
