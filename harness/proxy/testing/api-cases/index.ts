// The HTTP API of Toxiproxy 2.12 as a table.

import type { ApiCase } from './api-case.js';
import { POPULATE_CASES } from './populate.js';
import { PROTOCOL_CASES } from './protocol.js';
import { PROXIES_CASES } from './proxies.js';
import { TOXIC_CHANGES_CASES } from './toxic-changes.js';
import { TOXICS_CASES } from './toxics.js';

export type { Asked, Expected } from './api-case.js';

export const API_CASES: readonly ApiCase[] = [
  ...PROXIES_CASES,
  ...TOXICS_CASES,
  ...TOXIC_CHANGES_CASES,
  ...POPULATE_CASES,
  // The last: it leaves a proxy with a slash in its name, which neither server can delete.
  ...PROTOCOL_CASES,
];
