// `guasto/playwright`: scenario files as Playwright tests, and (in `*.spec.ts` files) the same verbs by hand.

export { defineScenarios } from './define-scenarios.js';
export type { ScenarioOptions } from './options.js';
export { expect, test } from './lab/lab-fixture.js';
export type { LabDeclaration, LabVerbs, Written } from './lab/lab-verbs.js';
export type { LabRecord } from './lab/lab-record.js';
