// What the readers of steps share.

import type { Capability } from '../../vocabulary/capabilities.js';
import type { Language } from '../language.js';
import type { StepAction } from '../scenario.js';
import type { ProblemList } from '../text/problem-list.js';
import type { Faults } from './faults.js';

export interface StepReading {
  readonly language: Language;
  readonly problems: ProblemList;
  readonly faults: Faults;
  /** Grows with every step. */
  readonly needs: Set<Capability>;
  /** A rule's step may come at any time, the others come in order. */
  readonly inRule: boolean;
}

/** What a step does and how reports call it. */
export interface Action {
  readonly action: StepAction;
  readonly label: string;
}
