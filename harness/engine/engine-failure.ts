// The engine is gone, or could not begin: nothing is proven. An invocation's conclusion goes by the name of this error.

export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
}
