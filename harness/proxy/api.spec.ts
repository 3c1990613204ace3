// The HTTP API against the same table as the real Toxiproxy, where there is one.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startToxiproxy } from './index.js';
import { TITLES, type Who } from './testing/both-servers.js';
import { API_CASES, type Asked, type Expected } from './testing/api-cases/index.js';
import { NO_REAL_TOXIPROXY, startRealToxiproxy } from './testing/real-toxiproxy.js';
import { callerOf, type ApiAnswer, type Call } from './testing/toxiproxy-under-test.js';

const SERVERS = [
  { who: 'ours', skip: false, start: () => startToxiproxy() },
  { who: 'strict', skip: false, start: () => startToxiproxy({ compat: 'strict' }) },
  { who: 'real', skip: NO_REAL_TOXIPROXY, start: startRealToxiproxy },
] as const;

for (const { who, skip, start } of SERVERS) {
  describe(`the API of ${TITLES[who]}`, { skip }, () => {
    let server: { readonly url: string; stop(): Promise<void> };
    let call: Call;
    before(async () => {
      server = await start();
      call = callerOf(server.url);
    });
    after(() => server.stop());

    for (const { title, asked } of API_CASES) {
      test(title, async () => {
        await deleteAll(call);
        for (const each of asked) {
          const [method, path, body] = each.ask;
          const answer = await call(method, path, body, each.headers);
          checkAnswer(answer, expectedOf(each, who), each.ask.slice(0, 2).join(' '));
        }
      });
    }
  });
}

async function deleteAll(call: Call): Promise<void> {
  const { json } = await call('GET', '/proxies');
  // Names with a slash can never be addressed again, in either server: each test brings names of its own for those.
  const names = Object.keys(json as object).filter((name) => !name.includes('/'));
  for (const name of names) await call('DELETE', `/proxies/${encodeURIComponent(name)}`);
}

const expectedOf = ({ answer }: Asked, who: Who): Expected =>
  'status' in answer
    ? answer
    : who === 'ours' || (who === 'strict' && answer.strict === 'as ours')
      ? answer.ours
      : answer.real;

function checkAnswer(answer: ApiAnswer, expected: Expected, asked: string): void {
  assert.equal(answer.status, expected.status, `${asked}: ${answer.text}`);
  if (expected.type !== undefined) assert.equal(answer.type, expected.type, asked);
  // A build without the release's flags calls itself git.
  const text = answer.text.replace('"git"', '"2.12.0"');
  if (expected.text !== undefined) assert.equal(text, expected.text, asked);
  if (expected.json !== undefined) assert.deepEqual(comparable(answer), expected.json, asked);
  if (expected.error === undefined) return;
  const { error, status } = answer.json as { readonly error: string; readonly status: number };
  assert.equal(status, expected.status, asked);
  if (!expected.error.endsWith('…')) assert.equal(error, expected.error, asked);
  else assert.ok(error.startsWith(expected.error.slice(0, -1)), `${asked}: ${error}`);
}

/** Without what differs from run to run (ports), and without the field that the Go server shows by accident. */
function comparable(answer: ApiAnswer): unknown {
  const text = answer.text.replaceAll(/("listen":"[^"]*):[1-9]\d*"/g, '$1:PORT"').replaceAll('"Logger":{},', '');
  return JSON.parse(text);
}
