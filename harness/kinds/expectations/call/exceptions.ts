// Which exceptions a socket call may raise in Python, and which of them are which (Python docs, library/exceptions and
// library/socket): a ConnectionRefusedError is a ConnectionError is an OSError.

const PARENT = {
  BaseException: undefined,
  KeyboardInterrupt: 'BaseException',
  SystemExit: 'BaseException',
  Exception: 'BaseException',
  MemoryError: 'Exception',
  OSError: 'Exception',
  BlockingIOError: 'OSError',
  ConnectionError: 'OSError',
  BrokenPipeError: 'ConnectionError',
  ConnectionAbortedError: 'ConnectionError',
  ConnectionRefusedError: 'ConnectionError',
  ConnectionResetError: 'ConnectionError',
  FileNotFoundError: 'OSError',
  InterruptedError: 'OSError',
  PermissionError: 'OSError',
  TimeoutError: 'OSError',
  gaierror: 'OSError',
  herror: 'OSError',
  SSLError: 'OSError',
  RuntimeError: 'Exception',
  TypeError: 'Exception',
  ValueError: 'Exception',
  UnicodeError: 'ValueError',
  UnicodeDecodeError: 'UnicodeError',
  UnicodeEncodeError: 'UnicodeError',
  ArithmeticError: 'Exception',
  OverflowError: 'ArithmeticError',
} as const;

type Known = keyof typeof PARENT;

const ALIASES: Readonly<Record<string, Known>> = {
  // Until Python 3.9 settimeout's exception is a class of its own named `timeout`; since 3.10 it is TimeoutError.
  timeout: 'TimeoutError',
  'socket.timeout': 'TimeoutError',
  'socket.gaierror': 'gaierror',
  'socket.herror': 'herror',
  'socket.error': 'OSError',
  IOError: 'OSError',
  EnvironmentError: 'OSError',
};

/** The names that `raises:` takes. */
export const EXCEPTION_NAMES: readonly string[] = [...Object.keys(PARENT), ...Object.keys(ALIASES)];

/** Is an exception of class `raised` caught by `except expected`? */
export function isSubclass(raised: string, expected: string): boolean {
  const wanted = canonical(expected);
  for (let name: string | undefined = canonical(raised); name !== undefined; name = parentOf(name)) {
    if (name === wanted) return true;
  }
  return false;
}

const canonical = (name: string): string => (Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name);

const parentOf = (name: string): string | undefined =>
  Object.hasOwn(PARENT, name) ? PARENT[name as Known] : undefined;
