// For specs: the report of Playwright's JSON reporter, asked by the titles of tests.

import assert from 'node:assert/strict';
import type { JSONReport, JSONReportSpec, JSONReportSuite, JSONReportTestResult } from '@playwright/test/reporter';

type ResultWithSteps = Omit<JSONReportTestResult, 'steps'> & {
  readonly steps: NonNullable<JSONReportTestResult['steps']>;
};

export class JsonReport {
  readonly #report: JSONReport;

  constructor(text: string) {
    this.#report = JSON.parse(text) as JSONReport;
  }

  fileTitles(): readonly string[] {
    return this.#report.suites.map(({ title }) => title).toSorted();
  }

  outcomes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#specs().map(({ title, tests }) => [title, tests[0]?.status ?? 'none']));
  }

  /** Of the last try. */
  result(title: string): ResultWithSteps {
    const result = this.#test(title).results.at(-1);
    assert.ok(result, `no result of ${title}`);
    return { ...result, steps: result.steps ?? [] };
  }

  annotations(title: string): readonly { readonly type: string; readonly description?: string }[] {
    return this.#test(title).annotations.map(({ type, description }) =>
      description === undefined ? { type } : { type, description },
    );
  }

  /** Indexes of the workers in which the tests ran, in the order of the tests. */
  workers(): readonly number[] {
    return this.#specs().flatMap(({ tests }) => tests.flatMap(({ results }) => results.map((one) => one.workerIndex)));
  }

  stats(): {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  } {
    const { expected, unexpected, flaky, skipped } = this.#report.stats;
    return { expected, unexpected, flaky, skipped };
  }

  #test(title: string): JSONReportSpec['tests'][number] {
    const found = this.#specs().find((spec) => spec.title === title)?.tests[0];
    assert.ok(found, `no test "${title}"`);
    return found;
  }

  #specs(): readonly JSONReportSpec[] {
    const inSuite = (suite: JSONReportSuite): readonly JSONReportSpec[] => [
      ...suite.specs,
      ...(suite.suites ?? []).flatMap(inSuite),
    ];
    return this.#report.suites.flatMap(inSuite);
  }
}
