import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseRecord } from '../record/json-lines.js';
import { Recorder } from '../record/recorder.js';
import type { RecordHeader } from '../record/run-record.js';
import { eventually } from '../testing/eventually.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { RecordFile } from './record-file.js';

const HEADER: RecordHeader = {
  format: 'guasto-record/1',
  runId: 'spec',
  scenario: { title: 'spec', file: 'spec', line: 1, sha256: '' },
  plan: undefined,
  seed: 1,
  addresses: {},
  startedAt: '2026-01-01T00:00:00.000Z',
  versions: {},
  capabilities: {} as RecordHeader['capabilities'],
};

/** Writes events as fast as it can, for ever. */
const WRITER = `
const { Recorder } = require(process.argv[1] + '/record/recorder.js');
const { RecordFile } = require(process.argv[1] + '/run/record-file.js');
const recorder = new Recorder();
new RecordFile(process.argv[2], JSON.parse(process.argv[3]), recorder);
const write = () => {
  for (let i = 0; i < 50; i += 1) recorder.emit({ observer: 'stdio', kind: 'output.line', data: { program: 'it', run: 1, stream: 'stdout', text: 'è'.repeat(200) } });
  setTimeout(write, 1);
};
write();
`;

describe('RecordFile', () => {
  test('holds header, events and end', (t) => {
    const path = join(scratchFolder(t), 'record.jsonl');
    const recorder = new Recorder();
    const file = new RecordFile(path, HEADER, recorder);
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    file.close({ atUs: 5, reason: 'completed' });
    const record = parseRecord(readFileSync(path, 'utf8'));
    assert.deepEqual(record.header, JSON.parse(JSON.stringify(HEADER)));
    assert.deepEqual(record.events, recorder.events);
    assert.deepEqual(record.end, { atUs: 5, reason: 'completed' });
  });

  test('has the header before anything happens, and events within a moment', async (t) => {
    const path = join(scratchFolder(t), 'record.jsonl');
    const recorder = new Recorder();
    const file = new RecordFile(path, HEADER, recorder);
    assert.equal(parseRecord(readFileSync(path, 'utf8')).header.runId, 'spec');
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    await eventually('the event is in the file', () => parseRecord(readFileSync(path, 'utf8')).events.length === 1);
    file.close(undefined);
  });

  test('of a writer that is killed is a readable prefix', async (t) => {
    const path = join(scratchFolder(t), 'record.jsonl');
    const argv = ['-e', WRITER, join(__dirname, '..'), path, JSON.stringify(HEADER)];
    const writer = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'inherit'] });
    await eventually('it has written', () => existsSync(path) && readFileSync(path).length > 500_000);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const record = parseRecord(readFileSync(path, 'utf8'));
    assert.ok(record.events.length > 100);
    assert.deepEqual(
      record.events.map(({ seq }) => Number(seq)),
      record.events.map((_, i) => i),
    );
    assert.equal(record.end, undefined);
  });

  test('on a full disk keeps the reason, and the run goes on', { skip: !existsSync('/dev/full') }, (t) => {
    const path = join(scratchFolder(t), 'record.jsonl');
    symlinkSync('/dev/full', path);
    const recorder = new Recorder();
    const file = new RecordFile(path, HEADER, recorder);
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    file.close(undefined);
    assert.match(file.failure?.message ?? '', /ENOSPC/);
  });
});
