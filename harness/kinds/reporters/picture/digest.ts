// What of a timeline is drawn: everything in a small run; in a big one neighbours are drawn as one, but never what proves a
// verdict. This bounds the picture however long the record is.

import type { RunReport, Timeline } from '../run-report.js';
import type { Seq } from '../../../vocabulary/time.js';
import { digestLane } from './digest-lane.js';
import { digestLink, type DrawnLink } from './digest-link.js';

export interface Digest extends Omit<Timeline, 'links'> {
  readonly links: readonly DrawnLink[];
}

const STEPS = 60;
const BANDS = 12;

export function digest({ timeline, pieces }: RunReport): Digest {
  const calls = new Set<Seq>(pieces.flatMap(({ evidence }) => evidence.map(({ seq }) => seq)));
  // Bytes that arrived as they should need not be drawn one by one.
  const others = pieces.filter(({ outcome }) => outcome !== 'held');
  const bytes = new Set<Seq>(others.flatMap(({ evidence }) => evidence.map(({ seq }) => seq)));
  const endUs = timeline.cleanupUs ?? timeline.durationUs;
  return {
    ...timeline,
    lanes: timeline.lanes.map((lane) => digestLane(lane, calls, endUs)),
    links: timeline.links.map((link) => digestLink(link, bytes, endUs)),
    faults: timeline.faults
      .slice(0, BANDS)
      .map((band) => ({ ...band, untilUs: Math.min(band.untilUs, Math.max(endUs, band.fromUs)) })),
    steps: timeline.steps.slice(0, STEPS),
  };
}
