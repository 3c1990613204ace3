// Every departure from the real Toxiproxy, here, in the strict way and (where there is one) in the real one; and that the README
// tells the same.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { describeBoth } from './testing/both-servers.js';
import { DEPARTURES } from './testing/departures.js';

describeBoth(
  'a departure',
  (bench) => {
    for (const { what, strict, here, real, probe } of DEPARTURES) {
      const isAsReal = bench.who === 'real' || (bench.who === 'strict' && strict === 'as the real one');
      const expected = isAsReal ? real : here;
      test(`${what}: ${expected}`, async () => assert.equal(await probe(bench), expected));
    }
  },
  { concurrency: 1 },
);

test('the README’s table has the same rows', () => {
  const text = readFileSync(join(harnessFolder(), 'proxy/README.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (.+?) +\| .+ \| .+ \| (as here|as the real one) +\|$/gm)].map((row) =>
    row.slice(1),
  );
  assert.deepEqual(
    rows,
    DEPARTURES.map(({ what, strict }) => [what, strict]),
  );
});

function harnessFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'harness');
}
