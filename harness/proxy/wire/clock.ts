// The proxy's clock for toxics: CLOCK_MONOTONIC in milliseconds with their fractions.

import { monotonicUs } from '../../vocabulary/time.js';

export const clockMs = (): number => monotonicUs() / 1000;
