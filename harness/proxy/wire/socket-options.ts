// What every socket of the proxy is given, by both of its ends.

/** Both of Go's defaults: no delay, and keep-alive after 15 s. */
export const SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 15_000 };
