import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { RecordBuilder } from '../record/record-builder.js';
import { endLine, eventLine, headerLine } from '../record/json-lines.js';
import type { RunRecord } from '../record/run-record.js';
import { parsePcapng } from '../report/samples/parse-pcapng.js';

const linesOf = ({ header, events, end }: RunRecord): string =>
  [headerLine(header), ...events.map(eventLine), ...(end === undefined ? [] : [endLine(end)])].join('');

const RECORD = linesOf(new RecordBuilder().open(1, { link: 'wire', connection: 1 }).build());
const DIRECT = linesOf(new RecordBuilder().start(1, 'client').build());

/** Of one run in the folder late-reply. */
const RESULTS = JSON.stringify({
  format: 'guasto-suite/1',
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 1,
  outcome: 'held',
  counts: { held: 1, broken: 0, inconclusive: 0, unsupported: 0 },
  runs: [
    {
      format: 'guasto-verdicts/1',
      runId: 'a',
      title: 'recv gives up',
      file: 'scenarios/late-reply.scenario.yaml',
      line: 1,
      params: {},
      tags: [],
      outcome: 'held',
      folder: 'late-reply',
      startedAt: '2026-01-02T03:04:05.678Z',
      durationUs: 1,
      attempts: 1,
      seed: 1,
      repeat: '',
      verdicts: [],
      story: [],
    },
  ],
});

const project = (t: TestContext): Project =>
  new Project(t, { 'run/record.jsonl': RECORD, 'direct/record.jsonl': DIRECT, 'other.jsonl': '{}' });

describe('guasto pcap', () => {
  for (const args of [['run'], ['run/record.jsonl'], ['run', '-o', 'run/wire.pcapng']]) {
    test(`writes what Wireshark opens: guasto pcap ${args.join(' ')}`, async (t) => {
      const there = project(t);
      const { code, stdout, stderr } = await there.guasto(['pcap', ...args]);
      assert.equal(stdout, 'run/wire.pcapng: 6 packets of 2 TCP connections, reconstructed from the record\n', stderr);
      assert.equal(code, 0);
      const { packets } = parsePcapng(readFileSync(join(there.folder, 'run/wire.pcapng')));
      assert.equal(packets.length, 6);
    });
  }

  test('finds a scenario of the newest run, though something was proven since', async (t) => {
    const there = project(t);
    there.write('reports/2026-01-01T00-00-00-aaaa/results.json', RESULTS);
    there.write('reports/2026-01-01T00-00-00-aaaa/late-reply/record.jsonl', RECORD);
    there.write('reports/2026-01-02T00-00-00-bbbb/prove.html', '');
    const { stdout, stderr } = await there.guasto(['pcap', 'late-reply']);
    assert.match(stdout, /^reports\/2026-01-01T00-00-00-aaaa\/late-reply\/wire\.pcapng: 6 packets/, stderr);
  });

  test('refuses to write where it can’t, in one line', async (t) => {
    const { code, stderr } = await project(t).guasto(['pcap', 'run', '-o', 'no/such/wire.pcapng']);
    assert.equal(stderr, "guasto: --output: can't write no/such/wire.pcapng: there is no such folder\n");
    assert.equal(code, 2);
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    [
      'direct',
      /direct\/record\.jsonl holds no connection of a link with a proxy: what passes a direct link is not seen/,
    ],
    ['nowhere/at-all', /expected a record at nowhere\/at-all, found nothing/],
    ['nowhere', /there is no report in reports/],
    ['other.jsonl', /other\.jsonl: line 1: expected a header/],
  ];
  for (const [named, expected] of refusals) {
    test(`refuses: guasto pcap ${named}`, async (t) => {
      const { code, stdout, stderr } = await project(t).guasto(['pcap', named]);
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }
});
