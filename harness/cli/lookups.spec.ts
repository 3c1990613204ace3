import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { Toxiproxy } from 'toxiproxy-node-client';
import { Project, scenarioText } from '../playwright/spec-support/project.js';
import { version } from '../version.js';

describe('what guasto can be asked', () => {
  test('--version', async (t) => {
    const { code, stdout } = await new Project(t).guasto(['--version']);
    assert.deepEqual([code, stdout], [0, `${version()}\n`]);
  });

  test('--help shows examples and the exit codes', async (t) => {
    const { code, stdout } = await new Project(t).guasto(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /guasto run -g timeout --repeat-each 20/);
    assert.match(stdout, /3 {2}inconclusive: proves nothing/);
  });

  test('an unknown command is a mistake', async (t) => {
    const { code, stderr } = await new Project(t).guasto(['rnu']);
    assert.equal(code, 2);
    assert.match(stderr, /unknown command 'rnu'\n\(Did you mean run\?\)/);
  });

  test('kinds lists every shelf, one line each', async (t) => {
    const { code, stdout } = await new Project(t).guasto(['kinds']);
    assert.equal(code, 0);
    // Every line says what its kind is.
    assert.doesNotMatch(stdout, /^ {2}\S+$/m);
    for (const line of [
      /^toxics$/m,
      /^ {2}latency +latency \(ms\), jitter \(ms\): holds every chunk for `latency` ± `jitter`$/m,
      /^ {2}cut +at \(bytes\), after \(ms\), with \(fin \| rst \| silence\): .*; the embedded Toxiproxy’s own$/m,
      /^ {2}exit +how a program ended/m,
    ]) {
      assert.match(stdout, line);
    }
  });

  test('kinds of one shelf, and of none that exists', async (t) => {
    const project = new Project(t);
    assert.match(
      (await project.guasto(['kinds', 'reporters'])).stdout,
      /^reporters\n {2}terminal +one line a scenario/,
    );
    assert.equal((await project.guasto(['kinds', 'constructor'])).code, 2);
    const unknown = await project.guasto(['kinds', 'toxic']);
    assert.equal(unknown.code, 2);
    assert.equal(
      unknown.stderr,
      'guasto: no shelf "toxic": there are toxics, faults, observers, expectations, reporters\n',
    );
  });

  test('schema prints the path of a file that exists', async (t) => {
    const { code, stdout } = await new Project(t).guasto(['schema']);
    assert.equal(code, 0);
    assert.ok(existsSync(stdout.trimEnd()), stdout);
  });

  test('schema of what runs write, and of nothing that exists', async (t) => {
    const project = new Project(t);
    for (const name of ['results', 'verdicts']) {
      const { stdout } = await project.guasto(['schema', name]);
      assert.match(stdout, new RegExp(`/schema/${name}\\.schema\\.json\\n$`));
    }
    const { code, stderr } = await project.guasto(['schema', 'result']);
    assert.deepEqual([code, stderr], [2, 'guasto: there is no schema "result": did you mean "results"?\n']);
  });

  test('check shows every mistake, or that there is none', async (t) => {
    const project = new Project(t, { 'scenarios/a.scenario.yaml': scenarioText('a') });
    const good = await project.guasto(['check']);
    assert.deepEqual([good.code, good.stdout], [0, '1 scenario in 1 file: no problem found\n']);
    project.write('scenarios/b.scenario.yaml', scenarioText('b').replace('5s', '5'));
    const bad = await project.guasto(['check']);
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /scenarios\/b\.scenario\.yaml:6:36/);
  });

  test('doctor says of each capability whether it is there', async (t) => {
    const { code, stdout, stderr } = await new Project(t).guasto(['doctor'], { realEngine: true });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {2}node +\d+\./m);
    assert.match(stdout, /^[✓-] kernel-tcp-table /m);
    assert.match(stdout, /^✓ half-close /m);
  });

  test('doctor with a Toxiproxy that is not there says so', async (t) => {
    // Port 1 of loopback: nobody listens there without being root.
    const { code, stderr } = await new Project(t).guasto(['doctor', '--toxiproxy', 'http://127.0.0.1:1']);
    assert.equal(code, 3);
    assert.match(stderr, /^guasto: .*127\.0\.0\.1:1/);
  });
});

describe('guasto proxy', () => {
  test('serves Toxiproxy’s API until SIGINT, and leaves no port behind', async (t) => {
    let url = '';
    let answer = '';
    const { code, stdout } = await new Project(t).guasto(['proxy', '--port', '0'], {
      interruptAfter: async (output) => {
        url = /http:\/\/\S+/.exec(output)?.[0] ?? '';
        answer = await new Toxiproxy(url).getVersion();
      },
    });
    assert.equal(code, 0, stdout);
    assert.match(answer, /\d+\.\d+/);
    assert.equal(await listens(Number(new URL(url).port)), false);
  });

  test('a port that is taken is said in one line', async (t) => {
    const { createServer } = await import('node:net');
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await new Project(t).guasto(['proxy', '--port', String(port)]);
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^guasto: port ${port} of 127\\.0\\.0\\.1 is taken: [^\\n]*\\n$`));
  });
});

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
