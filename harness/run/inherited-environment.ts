// What programs inherit of our own environment.

/** Without what forces colours: their output goes into pipes, and a record must not depend on the terminal of who ran it. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _force, CLICOLOR_FORCE: _cliForce, DEBUG_COLORS: _debug, ...inherited } = env;
  return inherited;
}
