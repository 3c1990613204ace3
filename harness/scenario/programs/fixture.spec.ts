// What fixtures can say beyond those that the repository ships.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readScenarioFile, readScenarioFiles, renderProblems, type Program } from '../index.js';
import { folderWith } from '../spec-support.js';
import { CLAIM } from '../../testing/claim.js';

const FIXTURE = `about: takes every type of argument
run:
  - prog.sh
  - "\${args.wait:milliseconds}"
  - "\${args.size:KiB}"
  - "\${args.name}"
  - "\${ args.once }"
  - [--tag, "\${ args.tag}"]
  - [--loud, "\${args.loud}", --really]
  - "\${ link.host }:\${link.port}"
args:
  wait: { type: duration }
  size: { type: size, default: 2KiB }
  name: { type: text, default: nobody }
  once: { type: flag }
  tag: { type: text, optional: true }
  loud: { type: flag, default: false }
`;

function programOf(t: TestContext, args: string, links = '{ wire: { to: server } }'): Program | string {
  const folder = folderWith(t, {
    'package.json': '{}',
    'x.scenario.yaml': `title: x
${CLAIM}
programs:
  server: { run: [nc], listens: true }
  spare: { run: [nc], listens: true }
  client: { fixture: all-types, args: ${args} }
links: ${links}
steps: [{ start: server }, { start: spare }, { start: client }]
expect: [{ exit: { of: client, code: 0 } }]
`,
  });
  mkdirSync(join(folder, 'fixtures/all-types'), { recursive: true });
  writeFileSync(join(folder, 'fixtures/all-types/fixture.yaml'), FIXTURE);
  writeFileSync(join(folder, 'fixtures/all-types/prog.sh'), '');
  const { scenarios, problems } = readScenarioFile('x.scenario.yaml', { cwd: folder });
  return scenarios[0]?.programs[2] ?? renderProblems(problems, { colour: false });
}

const argumentsOf = (program: Program | string): readonly string[] =>
  typeof program === 'string' ? [program] : program.argv.slice(1);

describe('a fixture', () => {
  test('is given its arguments in the units that it wants; what is not given is left out', (t) => {
    assert.deepEqual(argumentsOf(programOf(t, '{ wait: 1.5s }')), ['1500', '2', 'nobody', '${wire.host}:${wire.port}']);
  });

  test('is given flags and optional words when the scenario says so', (t) => {
    const args = '{ wait: 2s, once: true, loud: true, tag: "a b", name: "", size: 512B }';
    const expected = [
      '2000',
      '0.5',
      '',
      '--once',
      '--tag',
      'a b',
      '--loud',
      '--loud',
      '--really',
      '${wire.host}:${wire.port}',
    ];
    assert.deepEqual(argumentsOf(programOf(t, args)), expected);
  });

  test('connects where host and port say, if there is more than one link', (t) => {
    const args = '{ wait: 2s, host: "${spare.host}", port: "${second.port}" }';
    const links = '{ first: { to: server }, second: { to: server, via: direct } }';
    assert.match(argumentsOf(programOf(t, args, links)).join(), /the link "first" is never used/);
    const program = programOf(t, args.replace('spare', 'first'), links);
    assert.deepEqual(argumentsOf(program), ['2000', '2', 'nobody', '${first.host}:${second.port}']);
  });

  test('names its own files absolutely and runs in its own folder', (t) => {
    const program = programOf(t, '{ wait: 1s }');
    assert.ok(typeof program !== 'string');
    assert.equal(program.argv[0], join(program.cwd, 'prog.sh'));
    assert.match(program.cwd, /\/fixtures\/all-types$/);
  });

  test('a value with places or special characters is taken as it is', (t) => {
    const program = programOf(t, '{ wait: 1s, name: "$& $1 $$ `x`" }');
    assert.equal(argumentsOf(program)[2], '$& $1 $$ `x`');
    assert.equal(argumentsOf(programOf(t, '{ wait: 1s, name: "$${args.size}" }'))[2], '$${args.size}');
  });

  test('with mistakes is explained once, however many scenarios use it, and none of them is read', (t) => {
    const scenario = `title: x
${CLAIM}
programs: { client: { fixture: bad } }
steps: [{ start: client }]
expect: [{ exit: { of: client, code: 0 } }]
`;
    const folder = folderWith(t, { 'package.json': '{}', 'a.scenario.yaml': scenario, 'b.scenario.yaml': scenario });
    mkdirSync(join(folder, 'fixtures/bad'), { recursive: true });
    writeFileSync(join(folder, 'fixtures/bad/fixture.yaml'), 'about: bad\nrun: []\n');
    const { scenarios, problems } = readScenarioFiles(['a.scenario.yaml', 'b.scenario.yaml'], { cwd: folder });
    assert.deepEqual(scenarios, []);
    assert.deepEqual(
      problems.map(({ span, message }) => `${span.file}:${span.line} ${message}`),
      ['fixtures/bad/fixture.yaml:2 `run` is too small'],
    );
  });
});
