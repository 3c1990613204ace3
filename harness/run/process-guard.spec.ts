import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { eventually, isAlive } from '../testing/eventually.js';
import { startProcessGuard } from './process-guard.js';

/** A harness that starts a program which ignores TERM, hands it to the guard, and says its pid. */
const HARNESS = `
const { spawn } = require('node:child_process');
const { startProcessGuard } = require(process.argv[1]);
const guard = startProcessGuard(process.argv[2]);
const script = process.argv[3] === 'daemon' ? 'setsid sleep 60 >/dev/null & echo $!; wait' : 'trap "" TERM; sleep 60 & echo $!; wait; sleep 60';
// What is forgotten has ended; one that has not carries no mark here, or the sweep would find it.
const env = { ...process.env, ...(process.argv[3] === 'forget' ? {} : guard.mark) };
const child = spawn('/bin/sh', ['-c', script], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
child.stdout.once('data', (text) => {
  guard.watch(child.pid);
  if (process.argv[3] === 'forget') guard.forget(child.pid);
  console.log(child.pid + ' ' + text);
});
`;

async function startHarness(folder: string, how: string) {
  const harness = spawn(process.execPath, ['-e', HARNESS, join(__dirname, 'process-guard.js'), folder, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const text = await new Promise<string>((resolve) => harness.stdout.once('data', (data) => resolve(String(data))));
  const [leader = 0, grandchild = 0] = text.trim().split(' ').map(Number);
  return { harness, leader, grandchild };
}

describe('startProcessGuard', () => {
  test('a harness killed by SIGKILL leaves no process of the group and no folder behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
    const { harness, leader, grandchild } = await startHarness(folder, 'watch');
    assert.ok(isAlive(leader) && isAlive(grandchild) && existsSync(folder));
    harness.kill('SIGKILL');
    await eventually('the leader is gone', () => !isAlive(leader));
    await eventually('its child is gone', () => !isAlive(grandchild));
    await eventually('the folder is gone', () => !existsSync(folder));
  });

  test('a group that was forgotten is left alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
    const { harness, leader } = await startHarness(folder, 'forget');
    harness.kill('SIGKILL');
    // The folder is removed after the groups are ended: then it is known that this one was passed over.
    await eventually('the folder is gone', () => !existsSync(folder));
    assert.ok(isAlive(leader));
    process.kill(-leader, 'SIGKILL');
  });

  test('what has left the group is ended too, found by its mark', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
    const { harness, grandchild } = await startHarness(folder, 'daemon');
    assert.ok(isAlive(grandchild));
    harness.kill('SIGKILL');
    await eventually('the daemon is gone', () => !isAlive(grandchild));
    await eventually('the folder is gone', () => !existsSync(folder));
  });

  test('closing resolves when what is left has been ended, and the folder removed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
    const guard = startProcessGuard(folder);
    const env = { ...process.env, ...guard.mark };
    const child = spawn('/bin/sleep', ['60'], { env, detached: true, stdio: 'ignore' });
    await guard.close();
    assert.equal(isAlive(child.pid ?? 0), false);
    assert.equal(existsSync(folder), false);
  });

  test('closing does not wait for a watchdog that somebody has killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guasto-spec-'));
    const guard = startProcessGuard(folder);
    const watchdog = await eventually('the watchdog runs', () => childWith('guasto-watchdog'));
    process.kill(watchdog, 'SIGKILL');
    await eventually('it is gone', () => !isAlive(watchdog));
    await guard.close();
    rmdirSync(folder);
  });
});

/** A child of this process with this word among its arguments. */
function childWith(word: string): number | undefined {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word));
}
