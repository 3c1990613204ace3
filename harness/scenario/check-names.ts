// Programs and links share one space of names, because `${name.port}` may mean either.

import type { ProgramDraft } from './programs/draft-programs.js';
import type { ProblemList } from './text/problem-list.js';
import { entriesOf, type Entry } from './text/tree.js';

/** What `${name.…}` means already. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['params', 'args', 'self', 'link', 'file']);

export function checkNames(programs: readonly ProgramDraft[], links: Entry | undefined, problems: ProblemList): void {
  const taken = new Map(programs.map(({ name, entry }) => [name, entry]));
  for (const { key, keySpan } of [...taken.values(), ...entriesOf(links?.value)]) {
    if (!/^[A-Za-z][\w-]*$/.test(key)) {
      problems.add(keySpan, {
        message: `"${key}" is not a name`,
        expected: 'letters, digits, - and _, beginning with a letter',
        found: key,
      });
    } else if (RESERVED_NAMES.has(key)) {
      problems.add(keySpan, {
        message: `the name "${key}" has a meaning of its own`,
        expected: `a name other than ${[...RESERVED_NAMES].join(', ')}`,
        found: key,
      });
    }
  }
  for (const { key, keySpan } of entriesOf(links?.value)) {
    const program = taken.get(key);
    if (program === undefined) continue;
    problems.add(keySpan, {
      message: `"${key}" is a program and a link`,
      expected: 'different names: `${name.port}` must mean one of them',
      found: `the program in line ${program.keySpan.line}`,
      hint: 'call the link after the wire, not after its end',
    });
  }
}
