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
