// The page of a whole run: groups its rows by folder or behaviour, and shows those that are looked for.

import { button, el, find } from './dom.js';

const WORST_FIRST = ['broken', 'inconclusive', 'unsupported', 'held'];

type Grouping = 'folder' | 'behaviour' | 'none';

class RunPage {
  readonly #list = find<HTMLUListElement>('#rows');
  readonly #rows: readonly HTMLElement[];
  readonly #said = find('#said');
  readonly #outcomes = new Set<string>();
  #grouping: Grouping = 'folder';
  #onlyChanged = false;
  #search = '';

  constructor() {
    this.#rows = [...this.#list.querySelectorAll<HTMLElement>('.row')];
    find('#controls').append(...this.#controls());
    this.#group();
  }

  #controls(): readonly HTMLElement[] {
    const search = el('input', { type: 'search', placeholder: 'Search', 'aria-label': 'Search scenarios' });
    search.addEventListener('input', () => {
      this.#search = search.value.trim().toLowerCase();
      this.#filter();
    });
    const grouping = el(
      'select',
      { 'aria-label': 'Group by' },
      el('option', { value: 'folder' }, 'By folder'),
      el('option', { value: 'behaviour' }, 'By behaviour'),
      el('option', { value: 'none' }, 'Not grouped'),
    );
    grouping.addEventListener('change', () => {
      // Its options are the groupings.
      this.#grouping = grouping.value as Grouping;
      this.#group();
    });
    const outcomes = WORST_FIRST.filter((outcome) => this.#count('outcome', outcome) > 0);
    const changed = this.#rows.some((row) => row.dataset['change'] !== '')
      ? [this.#toggle('Only what is new', (on) => (this.#onlyChanged = on))]
      : [];
    return [search, grouping, ...outcomes.map((outcome) => this.#outcomeToggle(outcome)), ...changed];
  }

  #outcomeToggle(outcome: string): HTMLElement {
    return this.#toggle(`${this.#count('outcome', outcome)} ${outcome}`, (on) => {
      if (on) this.#outcomes.add(outcome);
      else this.#outcomes.delete(outcome);
    });
  }

  #toggle(text: string, set: (on: boolean) => void): HTMLElement {
    const made = button(text, text, () => {
      const on = made.getAttribute('aria-pressed') !== 'true';
      made.setAttribute('aria-pressed', String(on));
      set(on);
      this.#filter();
    });
    made.setAttribute('aria-pressed', 'false');
    return made;
  }

  #count(key: string, value: string): number {
    return this.#rows.filter((row) => row.dataset[key] === value).length;
  }

  /** Rows move under the heading of their group. */
  #group(): void {
    if (this.#grouping === 'none') this.#list.replaceChildren(...this.#rows);
    else this.#list.replaceChildren(...this.#groupsBy(this.#grouping));
    this.#filter();
  }

  #groupsBy(key: string): readonly HTMLElement[] {
    const groups = new Map<string, HTMLElement[]>();
    for (const row of this.#rows) {
      const name = row.dataset[key] ?? '';
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    return [...groups]
      .toSorted(([a, one], [b, two]) => rankOf(one) - rankOf(two) || (a < b ? -1 : 1))
      .map(([name, rows]) =>
        el(
          'li',
          { class: 'group' },
          el('h2', {}, name, el('span', { class: 'tally' }, tallyOf(rows))),
          el('ul', { class: 'rows' }, ...rows),
        ),
      );
  }

  #filter(): void {
    let shown = 0;
    for (const row of this.#rows) {
      row.hidden = !this.#isWanted(row);
      if (!row.hidden) shown += 1;
    }
    for (const group of this.#list.querySelectorAll<HTMLElement>('.group')) {
      group.hidden = group.querySelector('.row:not([hidden])') === null;
    }
    this.#said.textContent = `${shown} of ${this.#rows.length} scenarios`;
  }

  #isWanted(row: HTMLElement): boolean {
    const { outcome = '', change } = row.dataset;
    if (this.#outcomes.size > 0 && !this.#outcomes.has(outcome)) return false;
    if (this.#onlyChanged && change === '') return false;
    return this.#search === '' || row.textContent.toLowerCase().includes(this.#search);
  }
}

/** Groups that need to be looked at stand first. */
const rankOf = (rows: readonly HTMLElement[]): number =>
  Math.min(...rows.map(({ dataset }) => WORST_FIRST.indexOf(dataset['outcome'] ?? '')));

function tallyOf(rows: readonly HTMLElement[]): string {
  const counts = new Map<string, number>();
  for (const { dataset } of rows) counts.set(dataset['outcome'] ?? '', (counts.get(dataset['outcome'] ?? '') ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

new RunPage();
