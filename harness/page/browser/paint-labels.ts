// The names of things that are too small to hold them: in rows beside their lane, each tied to its place.

import type { Item } from '../item.js';
import { clusters, LabelRows } from '../label-rows.js';
import { ROW, type Zone } from '../layout.js';
import type { Frame } from './frame.js';
import type { Font } from './pen.js';

export interface WantedLabel {
  readonly item: Item;
  readonly x: number;
  readonly width: number;
  readonly ends: boolean;
  readonly text: string;
  readonly font: Font;
  readonly colour: string;
  /** Lower ones go first. */
  readonly priority: number;
}

export interface LabelPlace {
  readonly zone: Zone;
  /** Where the things are: below the labels, or above. */
  readonly faces: 'down' | 'up';
  /** Of the things' edge that faces the labels. */
  readonly edge: number;
}

const WIDEST = 340;

export function wantLabel(frame: Frame, label: Omit<WantedLabel, 'width' | 'ends'>): WantedLabel {
  const text = frame.pen.fit(label.text, WIDEST, label.font);
  const width = frame.pen.width(text, label.font) + 4;
  const { left, right } = frame.scale;
  return { ...label, text, width, ends: label.x + width > right && label.x - width > left };
}

/** Returns those that found no room. */
export function paintLabels(frame: Frame, wanted: readonly WantedLabel[], place: LabelPlace): ReadonlySet<Item> {
  const count = Math.floor(place.zone.height / ROW);
  const rows = new LabelRows(count);
  const left = new Set(wanted.map(({ item }) => item));
  const groups = clusters(wanted).map((group) => shorten(frame, group, count));
  for (const group of groups.toSorted(byPriority)) {
    // In the order of time, from top to bottom.
    const ordered = place.faces === 'down' ? group.toReversed() : group;
    let fromRow = 0;
    for (const label of ordered) {
      const row = rows.place(label, fromRow);
      if (row === undefined) continue;
      fromRow = row + 1;
      left.delete(label.item);
      paintLabel(frame, label, { ...place, row });
    }
  }
  return left;
}

function byPriority(a: readonly WantedLabel[], b: readonly WantedLabel[]): number {
  const first = (group: readonly WantedLabel[]): number => Math.min(...group.map(({ priority }) => priority));
  // From right to left: a farther row is then reached left of the nearer labels.
  return first(a) - first(b) || (b[0]?.x ?? 0) - (a[0]?.x ?? 0);
}

/** At most as many as there are rows, in the order of time; the last one says how many more there are. */
function shorten(frame: Frame, group: readonly WantedLabel[], most: number): readonly WantedLabel[] {
  if (group.length <= most || most < 2) return group.slice(0, Math.max(most, 0));
  const best = group.toSorted((a, b) => a.priority - b.priority).slice(0, most - 1);
  const kept = group.filter((label) => best.includes(label));
  const last = group.find((label) => !best.includes(label)) ?? group[0];
  const text = `… ${group.length - kept.length} more`;
  if (last === undefined) return kept;
  const more = {
    ...last,
    text,
    font: 'small' as const,
    colour: frame.theme.muted,
    width: frame.pen.width(text, 'small'),
  };
  return [...kept, more];
}

function paintLabel(frame: Frame, label: WantedLabel, place: LabelPlace & { readonly row: number }): void {
  const { zone, faces, edge, row } = place;
  const down = faces === 'down';
  const y = down ? zone.top + zone.height - (row + 0.5) * ROW : zone.top + (row + 0.5) * ROW;
  const x = Math.round(label.x) + 0.5;
  frame.pen.faintly(frame.isFaint(label.item) ? 0.3 : 1, () => {
    const far = down ? y - ROW / 2 + 2 : y + ROW / 2 - 2;
    frame.pen.stroke(
      [
        { x, y: far },
        { x, y: edge },
      ],
      frame.theme.grid,
    );
    const align = label.ends ? 'right' : 'left';
    frame.pen.write(
      label.text,
      { x: label.ends ? x - 3 : x + 3, y },
      { colour: label.colour, font: label.font, align },
    );
  });
  frame.box(label.item, label.ends ? x - label.width : x, y - ROW / 2, { width: label.width, height: ROW });
}
