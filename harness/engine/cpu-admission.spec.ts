import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CpuAdmission } from './cpu-admission.js';

/** A machine of two cores whose clock and pressure the test sets. */
class Machine {
  nowMs = 1000;
  waitedUs: number | undefined = 0;
  readonly admission = new CpuAdmission({ nowMs: () => this.nowMs, waitedUs: () => this.waitedUs, cores: 2 });

  /** `share` of the time somebody waits. */
  pass(ms: number, share: number): void {
    this.nowMs += ms;
    if (this.waitedUs !== undefined) this.waitedUs += ms * 1000 * share;
  }
}

describe('CpuAdmission', () => {
  test('always admits one scenario a core, however busy the machine is', () => {
    const machine = new Machine();
    machine.pass(100, 1);
    assert.ok(machine.admission.admits(0));
    assert.ok(machine.admission.admits(1));
  });

  test('admits more only after a window in which hardly anybody waited for a CPU', () => {
    const machine = new Machine();
    assert.equal(machine.admission.admits(2), false, 'no window yet');
    machine.pass(50, 0.1);
    assert.equal(machine.admission.admits(2), true);
    machine.pass(50, 0.9);
    assert.equal(machine.admission.admits(3), false);
    machine.pass(50, 0);
    assert.equal(machine.admission.admits(3), true);
  });

  test('one window admits one scenario: its start has to show before the next', () => {
    const machine = new Machine();
    machine.admission.admits(2);
    machine.pass(50, 0);
    assert.equal(machine.admission.admits(2), true);
    assert.equal(machine.admission.admits(3), false);
  });

  test('where the kernel tells no pressure, starts are spaced by what they cost', () => {
    const machine = new Machine();
    machine.waitedUs = undefined;
    assert.equal(machine.admission.admits(2), true);
    machine.pass(49, 0);
    assert.equal(machine.admission.admits(3), false);
    // 100 ms a start on two cores: one every 50 ms.
    machine.pass(1, 0);
    assert.equal(machine.admission.admits(3), true);
  });
});
