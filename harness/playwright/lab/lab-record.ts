// The record of a scripted run, and what can be claimed about it.

import { judge } from '../../judge/index.js';
import { judgeExpectation } from '../../judge/judge-expectation.js';
import type { RunVerdict, Verdict } from '../../judge/verdict.js';
import type { RunEvent } from '../../record/event.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Expectation, Scenario } from '../../scenario/scenario.js';
import { callersPlace } from './callers-place.js';
import type { LabLanguage } from './lab-language.js';

export interface LabRecordParts {
  readonly record: RunRecord;
  readonly scenario: Scenario & { readonly expectations: Expectation[] };
  readonly language: LabLanguage;
  /** Where record.jsonl is. */
  readonly folder: string;
}

export class LabRecord {
  readonly #parts: LabRecordParts;

  constructor(parts: LabRecordParts) {
    this.#parts = parts;
  }

  get record(): RunRecord {
    return this.#parts.record;
  }

  get events(): readonly RunEvent[] {
    return this.#parts.record.events;
  }

  get folder(): string {
    return this.#parts.folder;
  }

  get scenario(): Scenario {
    return this.#parts.scenario;
  }

  /** One verdict for each clause of an entry of `expect:`. Throws ScenarioFailure if it is none. */
  judge(written: object, isNegated: boolean): readonly Verdict[] {
    const { record, scenario, language } = this.#parts;
    const expectation = language.expectation(written, callersPlace());
    if (!isNegated) scenario.expectations.push(expectation);
    return judgeExpectation(expectation, record);
  }

  /** Of the whole run: steps, receipts of the faults, the rig, and what was claimed. */
  verdict(): RunVerdict {
    return judge(this.#parts.scenario, this.#parts.record);
  }
}
