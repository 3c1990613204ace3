// What the pointer is on, in a few words beside it.

import { aboutItem } from './describe-item.js';
import { el } from './dom.js';
import type { Hit, Point } from './frame.js';

const WIDTH = 360;

export class Tooltip {
  readonly element = el('div', { class: 'tooltip', role: 'tooltip', hidden: true });

  show(hit: Hit, at: Point, room: { readonly width: number; readonly height: number }): void {
    const { title, lines } = aboutItem(hit.item);
    const more =
      hit.more === undefined ? [] : [el('p', {}, `and ${hit.more} more here: come closer to tell them apart`)];
    this.element.replaceChildren(
      el('strong', {}, title),
      ...lines.map(([name, value]) => el('p', {}, el('span', {}, `${name} `), value)),
      ...more,
      el('p', { class: 'faint' }, 'click: all of it'),
    );
    this.element.hidden = false;
    const left = at.x + 16 + WIDTH > room.width ? Math.max(4, at.x - WIDTH - 12) : at.x + 16;
    this.element.style.left = `${left}px`;
    const { offsetHeight } = this.element;
    this.element.style.top = `${Math.max(4, Math.min(at.y + 14, room.height - offsetHeight - 6))}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
