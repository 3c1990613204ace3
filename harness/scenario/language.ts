// The schemas of everything that a scenario can say, built once from the shelves. Reading enters each scenario's names in
// `scope`; the JSON Schema for editors is made of the same schemas, unbound.

import { z } from 'zod';
import type { ExpectationKind } from '../kinds/expectations/expectation.js';
import type { FaultKind } from '../kinds/faults/fault.js';
import type { ToxicKind } from '../kinds/toxics/toxic.js';
import type { Words } from '../kinds/words.js';
import { fixtureSchema, programSchemas } from './programs/fixture-schema.js';
import { conditionSchemas } from './steps/condition-schemas.js';
import { stepSchemas } from './steps/step-schemas.js';
import { toxicSchema } from './steps/toxic-schema.js';
import { linkSchema } from './read-links.js';
import { headSchemas } from './head.js';
import { noControlSchema } from './read-control.js';
import { mustBreakSchema, mutantSchema } from './read-mutants.js';
import { Scope } from './words/names.js';
import { scenarioWords } from './words/scenario-words.js';

/** What can be said: the kinds by the name under which a scenario calls them. */
export interface Shelves {
  readonly toxics: ReadonlyMap<string, ToxicKind>;
  readonly faults: ReadonlyMap<string, FaultKind>;
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
}

export class Language {
  readonly shelves: Shelves;
  readonly scope = new Scope();
  readonly words: Words;
  readonly conditions: ReturnType<typeof conditionSchemas>;
  readonly steps: ReturnType<typeof stepSchemas>;
  readonly fixture: ReturnType<typeof fixtureSchema>;
  readonly programs: ReturnType<typeof programSchemas>;
  readonly link: ReturnType<typeof linkSchema>;
  readonly mutant: ReturnType<typeof mutantSchema>;
  readonly head: ReturnType<typeof headSchemas>;
  readonly noControl = noControlSchema();
  readonly mustBreak = mustBreakSchema();
  readonly #toxics = new Map<string, ReturnType<typeof toxicSchema>>();
  readonly #faults = new Map<string, z.ZodType>();
  readonly #expectations = new Map<string, z.ZodType>();

  constructor(shelves: Shelves, isFile: (path: string) => boolean) {
    this.shelves = shelves;
    this.words = scenarioWords(this.scope, isFile);
    this.conditions = conditionSchemas(this.words);
    this.steps = stepSchemas(this.words);
    this.fixture = fixtureSchema(this.words);
    this.mutant = mutantSchema(this.words);
    this.head = headSchemas(this.words);
    this.link = linkSchema(this.words);
    this.programs = programSchemas(this.words);
  }

  toxic(kind: ToxicKind): ReturnType<typeof toxicSchema> {
    return once(this.#toxics, kind.name, () => toxicSchema(kind, this.words));
  }

  fault(kind: FaultKind): z.ZodType {
    return once(this.#faults, kind.name, () => kind.schema(this.words));
  }

  expectation(kind: ExpectationKind): z.ZodType {
    return once(this.#expectations, kind.name, () => kind.schema(this.words));
  }
}

function once<T>(made: Map<string, T>, name: string, make: () => T): T {
  const found = made.get(name) ?? make();
  made.set(name, found);
  return found;
}
