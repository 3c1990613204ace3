// For commands that specs start: the environment without what a surrounding test run, CI or colour setting would change.

const CHANGING = [
  'FORCE_COLOR',
  'CI',
  'NODE_TEST_CONTEXT',
  'NODE_OPTIONS',
  'GITHUB_ACTIONS',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_WORKSPACE',
] as const;

export function plainEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  for (const name of CHANGING) delete env[name];
  return env;
}
