import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { withTwoDashes } from './go-flags.js';

const CONFIG = `[
  { "name": "db", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1", "toxics": [{ "type": "latency" }] },
  { "name": "off", "upstream": "127.0.0.1:1", "enabled": false }
]`;

/** Starts it, asks, stops it. */
async function ask(project: Project, args: readonly string[], path: string): Promise<{ text: string; stdout: string }> {
  let text = '';
  const { code, stdout, stderr } = await project.guasto(['proxy', '--port', '0', ...args], {
    interruptAfter: async (output) => {
      const url = /http:\/\/[^\s,]+/.exec(output)?.[0] ?? '';
      text = await (await fetch(`${url}${path}`)).text();
    },
  });
  assert.equal(code, 0, stderr);
  return { text, stdout };
}

describe('guasto proxy', () => {
  test('--config: its proxies are there from the beginning, with their toxics', async (t) => {
    const project = new Project(t, { 'proxies.json': CONFIG });
    const { text, stdout } = await ask(project, ['--config', 'proxies.json'], '/proxies');
    const proxies = JSON.parse(text) as Record<string, { enabled: boolean; toxics: readonly { type: string }[] }>;
    assert.deepEqual(
      proxies['db']?.toxics.map(({ type }) => type),
      ['latency'],
    );
    assert.equal(proxies['off']?.enabled, false);
    assert.match(stdout, /, with 2 proxies \(Ctrl-C stops it\)\n$/);
  });

  test('--metrics serves /metrics, which is not there otherwise', async (t) => {
    const project = new Project(t);
    assert.match((await ask(project, ['--metrics'], '/metrics')).text, /^# HELP toxiproxy_proxy_received_bytes_total /);
    const runtime = (await ask(project, ['-runtime-metrics'], '/metrics')).text;
    assert.match(runtime, /^process_cpu_seconds_total [\d.]+$/m);
    assert.doesNotMatch(runtime, /toxiproxy_proxy/);
    assert.equal((await ask(project, [], '/metrics')).text, '404 page not found\n');
  });

  test('--compat strict drops toxics of the config, as toxiproxy-server does, and shows its accidental Logger', async (t) => {
    const project = new Project(t, { 'proxies.json': CONFIG });
    const { text } = await ask(project, ['--compat', 'strict', '-config=proxies.json'], '/proxies/off');
    const shown = { name: 'off', listen: '', upstream: '127.0.0.1:1', enabled: false, Logger: {}, toxics: [] };
    assert.deepEqual(JSON.parse(text), shown);
  });

  test('--fin is the default of every proxy', async (t) => {
    const project = new Project(t, { 'proxies.json': CONFIG });
    const { text } = await ask(project, ['--fin', 'close', '--config', 'proxies.json'], '/proxies/off');
    assert.match(text, /"fin":"close"/);
  });

  test('a mistake in the config ends it, in one line', async (t) => {
    const project = new Project(t, {
      'no-json.json': '[',
      'no-list.json': '{}',
      'no-name.json': '[{ "upstream": "127.0.0.1:1" }]',
      'odd-toxic.json': '[{ "name": "p", "upstream": "x:1", "toxics": [{ "type": "latncy" }] }]',
      'bad-listen.json': '[{ "name": "p", "upstream": "x:1", "listen": "bad" }]',
    });
    for (const [file, message] of [
      ['none.json', /^guasto: can't read the config: ENOENT: [^\n]*\n$/],
      ['no-json.json', /^guasto: no-json\.json is not JSON: [^\n]*\n$/],
      ['no-list.json', /^guasto: no-list\.json: expected a list of proxies, such as \[\{"name"[^\n]*\n$/],
      ['no-name.json', /^guasto: no-name\.json: missing required field: name at proxy 1\n$/],
      ['odd-toxic.json', /^guasto: odd-toxic\.json: invalid toxic type\n$/],
      ['bad-listen.json', /^guasto: bad-listen\.json: listen tcp: address bad: missing port in address\n$/],
    ] as const) {
      const { code, stderr } = await project.guasto(['proxy', '--port', '0', '--config', file]);
      assert.equal(code, 2, file);
      assert.match(stderr, message);
    }
  });

  test('a port that is none is said in one line', async (t) => {
    const { code, stderr } = await new Project(t).guasto(['proxy', '--port', '99999']);
    assert.match(
      stderr,
      /^error: option '--port <port>' argument '99999' is invalid\. expected a port, 0 to 65535\.\n$/,
    );
    assert.equal(code, 2);
  });

  test('understands Go’s flags with one dash, and nobody else’s', () => {
    const argv = ['node', 'guasto', 'proxy', '-host', '0.0.0.0', '-port=1', '-config', '-x', '--seed', '1', '-hosts'];
    const read = [
      'node',
      'guasto',
      'proxy',
      '--host',
      '0.0.0.0',
      '--port=1',
      '--config',
      '-x',
      '--seed',
      '1',
      '-hosts',
    ];
    assert.deepEqual(withTwoDashes(argv), read);
    const other = ['node', 'guasto', 'run', '-host', 'proxy'];
    assert.deepEqual(withTwoDashes(other), other);
  });
});
