// For the specs of this room: proofs of every kind, by hand.

import type { MutantTrial, Proof, Trial, TrialOutcome, TrialPiece } from './proof.js';

export const piece = (clause: string, label = clause): TrialPiece => ({
  clause,
  label,
  expected: 'client exits with code 0',
  actual: 'client exited with code 2',
  span: { file: 'scenarios/recv/cut.scenario.yaml', line: 12, column: 5, length: 4 },
});

export const ran = (outcome: TrialOutcome, parts: Partial<Trial> = {}): Trial => ({
  outcome,
  durationUs: 612_000,
  attempts: 1,
  folder: '/reports/run',
  repeat: 'npx guasto prove scenarios/recv/cut.scenario.yaml:2',
  text: `✗ a title  612 ms\n\n  await exit client\n    expected  client exits with code 0\n`,
  ...parts,
});

export const mutant = (name: string, outcome: TrialOutcome, parts: Partial<MutantTrial> = {}): MutantTrial => ({
  ...ran(outcome),
  program: 'client',
  name,
  fixture: 'python-echo-client',
  mistake: 'takes one recv for the whole reply',
  breaks: 'takes',
  replace: [{ from: '        received += chunk\n', to: '        received += chunk\n        break\n' }],
  ...parts,
});

export const proof = (parts: Partial<Proof> = {}): Proof => ({
  title: 'a reply that is cut is seen as its first bytes',
  file: 'scenarios/recv/cut.scenario.yaml',
  line: 2,
  proves: 'limit-data-toxic-truncates-with-eof',
  control: ran('held'),
  itself: ran('held', { durationUs: 903_000 }),
  mutants: [mutant('recv-once', 'caught', { at: piece('takes') })],
  ...parts,
});
