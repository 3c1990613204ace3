// The shelves that the product ships with.

import { EXPECTATIONS } from '../kinds/expectations/index.js';
import { FAULTS } from '../kinds/faults/index.js';
import { TOXICS } from '../kinds/toxics/index.js';
import type { Shelves } from './language.js';

export const SHELVES: Shelves = { toxics: TOXICS, faults: FAULTS, expectations: EXPECTATIONS };
