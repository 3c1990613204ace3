// `guasto/playwright`: scenario files as Playwright tests, and (in `*.spec.ts` files) the same verbs by hand.

export { defineScenarios } from './define-scenarios.js';
export type { ScenarioOptions } from './options.js';
