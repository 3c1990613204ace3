import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { EXCEPTION_NAMES, isSubclass } from './exceptions.js';

const PYTHON = `
import json, socket, ssl, sys, builtins
named = {'gaierror': socket.gaierror, 'herror': socket.herror, 'SSLError': ssl.SSLError, 'timeout': socket.timeout}
def find(name):
    short = name.split('.')[-1]
    return named.get(short) or getattr(builtins, short, None) or getattr(socket, short)
names = json.loads(sys.argv[1])
print(json.dumps([[issubclass(find(a), find(b)) for b in names] for a in names]))
`;

describe('exceptions', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['ConnectionRefusedError', 'ConnectionError', true],
    ['ConnectionRefusedError', 'OSError', true],
    ['ConnectionError', 'ConnectionRefusedError', false],
    ['TimeoutError', 'OSError', true],
    ['timeout', 'TimeoutError', true],
    ['UnicodeDecodeError', 'ValueError', true],
    ['KeyboardInterrupt', 'Exception', false],
    ['MyError', 'MyError', true],
    ['MyError', 'Exception', false],
    ['constructor', 'Exception', false],
  ];
  for (const [raised, expected, is] of rows) {
    test(`except ${expected} ${is ? 'catches' : 'does not catch'} ${raised}`, () => {
      assert.equal(isSubclass(raised, expected), is);
    });
  }

  test('the table says what Python says (3.10 or later)', (context) => {
    const version = pythonVersion();
    if (version < 10) return context.skip(`python3 is 3.${version}: socket.timeout is no TimeoutError there`);
    const asked = execFileSync('python3', ['-c', PYTHON, JSON.stringify(EXCEPTION_NAMES)], { encoding: 'utf8' });
    const answers = JSON.parse(asked) as boolean[][];
    for (const [row, raised] of EXCEPTION_NAMES.entries()) {
      for (const [column, expected] of EXCEPTION_NAMES.entries()) {
        assert.equal(isSubclass(raised, expected), answers[row]?.[column], `${raised} is ${expected}`);
      }
    }
  });
});

/** Minor version of the machine's python3, 0 without one. */
function pythonVersion(): number {
  try {
    return Number(execFileSync('python3', ['-c', 'import sys; print(sys.version_info[1])'], { encoding: 'utf8' }));
  } catch {
    // No python3 here: the table can't be compared, which the test then says.
    return 0;
  }
}
