// What a scenario file becomes: programs, params and matrix, and what stands above and around the story.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemsOf, scenarioOf, scenariosOf, withSteps } from './spec-support.js';
import { CLAIM } from '../testing/claim.js';

describe('programs', () => {
  test('run: starts anything, in the folder of the file, with its own port', (t) => {
    const [server, client] = scenarioOf(t, withSteps('')).programs;
    assert.deepEqual(server?.argv, ['python3', '-m', 'http.server', '${server.port}']);
    assert.deepEqual([server?.ready.kind, server?.port, server?.readyWithinUs], ['listening', 'allotted', 10_000_000]);
    assert.deepEqual([client?.ready.kind, client?.port, client?.trace], ['spawned', undefined, 'auto']);
  });

  test('env, cwd, trace, ready, within and a fixed port are taken over', (t) => {
    const text = withSteps('').replace(
      '{ run: [cat] }',
      '{ run: [cat], cwd: .., env: { A: 1, B: "${wire.port}" }, trace: none, ready: { line: "go" }, within: 3s, port: 7000 }',
    );
    const client = scenarioOf(t, text).programs[1];
    assert.deepEqual(client?.env, { A: '1', B: '${wire.port}' });
    assert.deepEqual(
      [client?.trace, client?.ready, client?.readyWithinUs, client?.port],
      ['none', { kind: 'line', line: 'go' }, 3_000_000, 7000],
    );
  });
});

describe('params and matrix', () => {
  const matrix = (rows: string): string => `title: "sends \${params.size}"
${CLAIM}
params: { size: 1KiB, times: 2 }
matrix: ${rows}
programs: { client: { run: [cat, "\${params.size:bytes}", "\${params.times}"] } }
steps: [{ start: client }]
expect: [{ exit: { of: client, code: "\${params.times}", within: "\${params.times} × 1s" } }]
`;

  test('rows override the defaults, in the order of the table', (t) => {
    const scenarios = scenariosOf(t, matrix('[{ size: 1MiB }, { size: 2B, times: 3 }]'));
    assert.deepEqual(
      scenarios.map(({ identity, params, programs }) => [
        identity.row,
        identity.title,
        params,
        programs[0]?.argv.slice(1),
      ]),
      [
        [0, 'sends 1MiB', { size: '1MiB', times: 2 }, ['1048576', '2']],
        [1, 'sends 2B', { size: '2B', times: 3 }, ['2', '3']],
      ],
    );
    const spec = scenarios[1]?.expectations[0]?.spec;
    assert.deepEqual(
      spec,
      { exit: { of: 'client', code: 3, within: 3_000_000 } },
      'a whole-scalar param keeps its type',
    );
  });

  test('lists give every combination; titles that are equal are told apart', (t) => {
    const titles = scenariosOf(t, matrix('{ size: [1B, 2B], times: [1, 2] }')).map(({ identity }) => identity.title);
    assert.deepEqual(titles, [
      'sends 1B (size=1B, times=1)',
      'sends 1B (size=1B, times=2)',
      'sends 2B (size=2B, times=1)',
      'sends 2B (size=2B, times=2)',
    ]);
  });

  test('blanks in a reference mean nothing', (t) => {
    const text = withSteps('')
      .replace(
        '{ run: [cat] }',
        () => '{ run: [cat, "${ wire.port }", "$${ wire.port }"], env: { AT: "${ wire.port}" } }',
      )
      .replace('"${self.port}"', () => '"${ self.port }"');
    const [server, client] = scenarioOf(t, text).programs;
    assert.equal(server?.argv.at(-1), '${server.port}');
    assert.deepEqual(client?.argv, ['cat', '${wire.port}', '$${ wire.port }']);
    assert.deepEqual(client?.env, { AT: '${wire.port}' });
  });

  test('a mistake that every row makes is told once', (t) => {
    const text = matrix('{ size: [1B, 2B, 3B] }').replace('code:', 'cod:');
    assert.match(problemsOf(t, text), /unknown key "cod" in `exit`[^]*\n1 problem\n$/);
  });
});

describe('the head', () => {
  test('a claim carries its source where there is no id; needs are added to the derived ones', (t) => {
    const head = 'claim: cat copies\nsource: cat(1)\ntags: [slow, "@once"]\nneeds: [half-close]\ntimeout: 5s\n';
    const scenario = scenarioOf(t, withSteps('', `${head}must-break: { verdict: broken, at: exit, because: code }\n`));
    assert.deepEqual(scenario.citation, { claim: 'cat copies', source: 'cat(1)' });
    assert.deepEqual(scenario.tags, ['slow', '@once']);
    assert.deepEqual(scenario.needs, ['kernel-tcp-table', 'half-close']);
    assert.equal(scenario.timeoutUs, 5_000_000);
    assert.deepEqual(scenario.mustBreak, { verdict: 'broken', at: 'exit', because: 'code' });
  });

  test('an id takes its claim and its source from the catalogue', (t) => {
    const { citation } = scenarioOf(t, withSteps('', 'proves: accept-blocks-until-client\n'));
    assert.match(citation?.claim ?? '', /accept waits/);
    assert.match(citation?.source ?? '', /socket\.accept/);
  });

  test('a source is one text, or a list of documents as a behaviour has it: reports show them alike', (t) => {
    const citationOf = (source: string): string | undefined =>
      scenarioOf(t, withSteps('', `claim: cat copies\nsource: ${source}\n`)).citation?.source;
    assert.equal(citationOf('"Python socket, socket.recv; recv(2)"'), 'Python socket, socket.recv; recv(2)');
    assert.equal(
      citationOf('[{ document: Python socket, section: socket.recv }, { document: recv(2) }]'),
      'Python socket, socket.recv; recv(2)',
    );
  });

  test('the timeout is a minute if nobody says otherwise', (t) => {
    assert.equal(scenarioOf(t, withSteps('')).timeoutUs, 60_000_000);
  });
});
