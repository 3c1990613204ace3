// The scenario language, entry by entry: what stands in a lab's call is what would stand in a YAML file, and is read and
// checked by the same readers.

import { isFile } from '../../scenario/files.js';
import { renderProblems } from '../../scenario/index.js';
import { Language } from '../../scenario/language.js';
import { draftPrograms } from '../../scenario/programs/draft-programs.js';
import { FixtureLibrary } from '../../scenario/programs/fixture-library.js';
import { readProgram } from '../../scenario/programs/read-programs.js';
import { readExpectations } from '../../scenario/read-expectations.js';
import { draftLinks, readLinks } from '../../scenario/read-links.js';
import type { Expectation, Link, Program, Step } from '../../scenario/scenario.js';
import { SHELVES } from '../../scenario/shelves.js';
import { Faults } from '../../scenario/steps/faults.js';
import { readStep } from '../../scenario/steps/read-step.js';
import { ProblemList } from '../../scenario/text/problem-list.js';
import { readYaml } from '../../scenario/text/read-yaml.js';
import { SourceText } from '../../scenario/text/source-text.js';
import { entryOf, mapEntries, type Entry, type Tree } from '../../scenario/text/tree.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import { invariant } from '../../vocabulary/invariant.js';
import type { ScenarioProblem, Span } from '../../vocabulary/problems.js';
import { ScenarioFailure } from '../failures.js';

export interface Declared {
  readonly programs: readonly Program[];
  readonly links: readonly Link[];
}

export class LabLanguage {
  readonly #folder: string;
  readonly #language = new Language(SHELVES, isFile);
  readonly #problems = new ProblemList();
  readonly #told = new Set<ScenarioProblem>();
  readonly #faults = new Faults(this.#problems);
  #entries = 0;
  /** Grows with every step and expectation. */
  readonly needs = new Set<Capability>();

  /** `folder`: of the test file; fixtures and payload files are found from there. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `{ programs: …, links: … }`. Throws ScenarioFailure. */
  declare(written: object, place: Span): Declared {
    const tree = this.#treeOf(written, 'lab.open');
    const reading = {
      language: this.#language,
      problems: this.#problems,
      fixtures: new FixtureLibrary(this.#language, this.#problems, process.cwd()),
      folder: this.#folder,
    };
    const drafts = draftPrograms(withSelf(entryOf(tree, 'programs')), reading);
    const linksEntry = entryOf(tree, 'links');
    const linkDrafts = draftLinks(linksEntry);
    this.#language.scope.enter({
      programs: new Map(drafts.map(({ name, listens, trace }) => [name, { listens, trace }])),
      links: new Map(linkDrafts.map(({ name, via }) => [name, { via }])),
      folder: this.#folder,
    });
    const links = readLinks(linksEntry, this.#language, this.#problems);
    const linkNames = { names: linkDrafts, areSound: true, mention: () => undefined };
    const programs = drafts.map((draft) => readProgram(draft, linkNames, reading));
    this.#refuse(place);
    return { programs: programs.filter((program) => program !== undefined), links };
  }

  /** `{ inject: { … } }`. Throws ScenarioFailure. */
  step(written: object, verb: string, place: Span): Step {
    const tree = this.#treeOf(written, `lab.${verb}`);
    const [language, problems, faults, needs] = [this.#language, this.#problems, this.#faults, this.needs];
    const step = tree === undefined ? undefined : readStep(tree, { language, problems, faults, needs, inRule: false });
    this.#faults.finish();
    this.#refuse(place);
    invariant(step !== undefined, 'a step that has no problem is read');
    return { ...step, span: place };
  }

  /** `{ call: { … }, raises: … }`. Throws ScenarioFailure. */
  expectation(written: object, place: Span): Expectation {
    const entry = entryOf(this.#treeOf({ expect: [written] }, 'toShow'), 'expect');
    const { expectations, needs } = readExpectations(entry, this.#language, this.#problems);
    this.#refuse(place);
    for (const need of needs) this.needs.add(need);
    const [expectation] = expectations;
    invariant(expectation !== undefined, 'an expectation that has no problem is read');
    const clauses = Object.fromEntries(Object.keys(expectation.clauses).map((clause) => [clause, place]));
    return { ...expectation, span: place, clauses };
  }

  /** JSON is YAML. Each entry stands on a line of its own, as in a file: what is healed must have been injected above. */
  #treeOf(written: object, name: string): Tree | undefined {
    const source = new SourceText(name, '\n'.repeat(this.#entries) + JSON.stringify(written));
    this.#entries += 1;
    this.#problems.know(source);
    return readYaml(source, this.#problems);
  }

  #refuse(place: Span): void {
    const problems = this.#problems.sorted().filter((problem) => !this.#told.has(problem));
    if (problems.length === 0) return;
    for (const problem of problems) this.#told.add(problem);
    const text = renderProblems(problems, { colour: false });
    throw new ScenarioFailure('ScenarioProblem', text, [{ what: 'lab', place }]);
  }
}

/** In a program's own entry `${self.port}` is its port. */
const withSelf = (programs: Entry | undefined): Entry | undefined =>
  programs && mapEntries(programs, (text, program) => text.replaceAll(/\$\{self\.(host|port)\}/g, `\${${program}.$1}`));
