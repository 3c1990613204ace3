import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FullResult, TestCase } from '@playwright/test/reporter';
import type { Outcome } from '../vocabulary/outcome.js';
import { concludeTests } from './conclusion.js';
import { VERDICTS_ATTACHMENT } from './verdicts-attachment.js';

interface Try {
  readonly outcome?: Outcome;
  readonly status?: 'passed' | 'failed' | 'skipped' | 'interrupted' | 'timedOut';
  readonly message?: string;
  /** As `test.fail` has it. */
  readonly expectedStatus?: 'failed';
}

/** Only what is looked at of a test. */
function testOf(...tries: readonly Try[]): TestCase {
  const results = tries.map(({ outcome, status = 'failed', message }) => ({
    status,
    error: message === undefined ? undefined : { message },
    errors: message === undefined ? [] : [{ message }],
    attachments:
      outcome === undefined
        ? []
        : [
            {
              name: VERDICTS_ATTACHMENT,
              contentType: 'application/json',
              body: Buffer.from(JSON.stringify({ outcome })),
            },
          ],
  }));
  return { results, expectedStatus: tries[0]?.expectedStatus ?? 'passed' } as unknown as TestCase;
}

interface Case {
  readonly claim: string;
  readonly tests: readonly TestCase[];
  readonly end: FullResult['status'];
  readonly code: number;
  readonly strict?: boolean;
  readonly errors?: readonly string[];
}

const held = testOf({ outcome: 'held', status: 'passed' });
const broken = testOf({ outcome: 'broken' });
const inconclusive = testOf({ outcome: 'inconclusive' });
const unsupported = testOf({ outcome: 'unsupported', status: 'skipped' });

const CASES: readonly Case[] = [
  { claim: 'all held', tests: [held, held], end: 'passed', code: 0 },
  { claim: 'unsupported is skipped', tests: [held, unsupported], end: 'passed', code: 0 },
  { claim: 'unsupported fails under --strict', tests: [held, unsupported], end: 'failed', code: 4, strict: true },
  { claim: 'inconclusive is never green', tests: [held, inconclusive], end: 'failed', code: 3 },
  { claim: 'inconclusive is not green even if Playwright says so', tests: [inconclusive], end: 'passed', code: 3 },
  { claim: 'broken is worse', tests: [inconclusive, broken], end: 'failed', code: 1 },
  { claim: 'the last try counts', tests: [testOf({ outcome: 'broken' }, { outcome: 'held' })], end: 'passed', code: 0 },
  { claim: 'a scripted test that fails', tests: [testOf({ message: 'Error: no' })], end: 'failed', code: 1 },
  {
    claim: 'a scripted test that proves nothing',
    tests: [testOf({ message: 'Inconclusive: no' })],
    end: 'failed',
    code: 3,
  },
  {
    claim: 'a test that fails as test.fail says',
    tests: [testOf({ message: 'Error: no', expectedStatus: 'failed' })],
    end: 'passed',
    code: 0,
  },
  {
    claim: 'a test that passes, though test.fail says otherwise',
    tests: [testOf({ status: 'passed', expectedStatus: 'failed' })],
    end: 'failed',
    code: 1,
  },
  {
    claim: 'a test that proves nothing is not what test.fail means',
    tests: [testOf({ message: 'Inconclusive: no', expectedStatus: 'failed' })],
    end: 'passed',
    code: 3,
  },
  { claim: 'the engine failed', tests: [testOf({ message: 'EngineFailure: gone' })], end: 'failed', code: 3 },
  { claim: 'a bad file', tests: [broken, testOf({ message: 'ScenarioProblem: no' })], end: 'failed', code: 2 },
  { claim: 'Ctrl-C', tests: [broken, testOf({ status: 'interrupted' })], end: 'interrupted', code: 130 },
  { claim: 'the time for all is over', tests: [held, testOf()], end: 'timedout', code: 3 },
  { claim: 'no test matches', tests: [], end: 'failed', code: 2, errors: ['Error: No tests found'] },
  { claim: 'the engine did not start', tests: [], end: 'failed', code: 3, errors: ['guasto: no'] },
  { claim: 'an empty shard', tests: [], end: 'passed', code: 0 },
];

describe('the exit code of a whole invocation', () => {
  for (const { claim, tests, end, code, strict = false, errors = [] } of CASES) {
    test(`${code}: ${claim}`, () => {
      assert.equal(concludeTests({ tests, errors, end, strict }).exitCode, code);
    });
  }
});
