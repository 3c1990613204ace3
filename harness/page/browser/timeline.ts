// The timeline page: reads what the reporter put into it, and brings the picture, the list, the verdicts and the details together.

import type { TimelineData } from '../../kinds/reporters/page/timeline-data.js';
import { shownRange } from '../../kinds/reporters/shown-range.js';
import type { RunEvent } from '../../record/event.js';
import type { Seq } from '../../vocabulary/time.js';
import { matches, type Filter } from '../filter.js';
import { focusOn, momentsOf } from '../focus.js';
import { extentOf, type Item, type ItemKind, type ItemOf } from '../item.js';
import { buildModel, type Model } from '../model.js';
import type { Lasting } from '../series.js';
import { around } from '../time-scale.js';
import { bindControls } from './controls.js';
import { formatTime } from './describe-item.js';
import { Details } from './details.js';
import { find } from './dom.js';
import { EventList } from './event-list.js';
import { Stage } from './stage.js';
import { Toolbar } from './toolbar.js';
import { exposeForTests } from './for-tests.js';
import { Minimap } from './minimap.js';

function start(): void {
  const startedMs = performance.now();
  const model = readModel();
  find('.no-script').remove();
  const page = new TimelinePage(model);
  exposeForTests({ model, stage: page.stage, startedMs });
}

function readModel(): Model {
  // The reporter of this very version wrote both.
  const data = JSON.parse(find('#data').textContent) as TimelineData;
  const lines = find('#events').textContent.trim();
  const events = lines === '' ? [] : (JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as RunEvent[]);
  return buildModel(data, events);
}

/** What of an event's own time is as long as its picture. */
const LASTING: ReadonlySet<ItemKind> = new Set(['bytes', 'end'] as const);

class TimelinePage {
  readonly stage: Stage;
  readonly #model: Model;
  readonly #minimap: Minimap;
  readonly #list: EventList;
  readonly #details: Details;
  readonly #toolbar: Toolbar;
  readonly #moments: Float64Array;
  readonly #said = find('#said');
  #problem = -1;

  constructor(model: Model) {
    this.#model = model;
    this.#moments = momentsOf(model.items, model.timeline.cleanupUs ?? Infinity);
    const home = around(shownRange(model.timeline), 0.94);
    this.stage = new Stage({
      model,
      home,
      onSelect: (item) => this.#select(item, 'picture'),
      onView: (view) => this.#minimap.show(view),
    });
    this.#minimap = new Minimap(model, (middleUs) => {
      const { fromUs, untilUs } = this.stage.view;
      this.stage.show({ fromUs: middleUs - (untilUs - fromUs) / 2, untilUs: middleUs + (untilUs - fromUs) / 2 });
    });
    this.#list = new EventList(model, (item, zoomIn) => {
      this.#select(item, 'list');
      if (zoomIn) this.stage.zoomTo(item);
    });
    this.#details = new Details(find('#details'), model, {
      zoomTo: (item) => this.stage.zoomTo(item),
      step: (by) => this.#select(this.stage.neighbour(by), 'details'),
    });
    this.#toolbar = new Toolbar(model, {
      fit: () => this.stage.fit(),
      whole: () => this.stage.showWhole(),
      zoom: (factor) => this.stage.zoomBy(factor),
      nextProblem: () => this.#nextProblem(),
      filter: (filter) => this.#filter(filter),
    });
    bindControls(this.stage, { nextProblem: () => this.#nextProblem(), help: () => this.#toolbar.openKeys() });
    find('#picture').append(this.#toolbar.element, this.#minimap.element, this.stage.element, this.#list.element);
    this.#list.show(model.items);
    this.#toolbar.showCount(model.items.length, model.items.length);
    this.#bindVerdicts();
    this.#details.show(undefined);
    const problem = model.verdicts.find(({ source }) => source.piece.outcome !== 'held');
    this.#list.scrollTo(problem?.fromUs ?? home.fromUs);
    this.stage.show(problem === undefined ? home : around(focusOn(this.#extentOf(problem), this.#moments), 0.9));
  }

  #select(item: Item | undefined, from: 'picture' | 'list' | 'details' | 'verdict'): void {
    if (from !== 'picture') this.stage.select(item);
    if (from !== 'list') this.#list.select(item);
    this.#details.show(item);
    if (item !== undefined) this.#said.textContent = `${item.who} ${item.text} at ${formatTime(item.fromUs)}`;
  }

  #filter(filter: Filter): void {
    const shown = this.#model.items.filter((item) => matches(item, filter));
    this.stage.filterBy(filter);
    this.#list.show(shown);
    this.#toolbar.showCount(shown.length, this.#model.items.length);
  }

  #bindVerdicts(): void {
    document.addEventListener('click', ({ target }) => {
      const { piece, seq } =
        (target as Element).closest<HTMLElement>('button[data-piece], button[data-seq]')?.dataset ?? {};
      if (seq !== undefined) this.#jumpToEvent(Number(seq) as Seq);
      else if (piece !== undefined) this.#jumpToPiece(Number(piece));
    });
  }

  #nextProblem(): void {
    const problems = this.#model.data.pieces.flatMap(({ outcome }, index) => (outcome === 'held' ? [] : [index]));
    this.#problem = (this.#problem + 1) % Math.max(1, problems.length);
    const piece = problems[this.#problem];
    if (piece !== undefined) this.#jumpToPiece(piece);
  }

  #jumpToPiece(piece: number): void {
    const verdict = this.#model.verdicts.find(({ source }) => source.bracket.piece === piece);
    const seqs = this.#model.data.pieces[piece]?.evidence.map(({ seq }) => seq) ?? [];
    const evidence = this.#model.items.filter((item) => item.seqs.some((seq) => seqs.includes(seq)));
    if (verdict !== undefined) {
      const extent = this.#extentOf(verdict);
      if (extent.untilUs > extent.fromUs) this.stage.zoomTo(extent);
      else this.stage.zoomTo(focusOn(extent, this.#moments), 0.9);
    } else if (evidence[0] !== undefined) {
      this.stage.zoomTo(evidence[0], 0.3);
    }
    this.#select(evidence[0] ?? verdict, 'verdict');
    this.stage.element.scrollIntoView({ block: 'nearest' });
  }

  /** With all of what proves it: a reset that was sent here arrives there. */
  #extentOf(verdict: ItemOf<'verdict'>): Lasting {
    const extent = extentOf(verdict);
    const proofs = this.#model.items.filter(
      (item) => LASTING.has(item.kind) && item.seqs.some((seq) => verdict.seqs.includes(seq)),
    );
    return {
      fromUs: Math.min(extent.fromUs, ...proofs.map(({ fromUs }) => fromUs)),
      untilUs: Math.max(extent.untilUs, ...proofs.map(({ untilUs }) => untilUs)),
    };
  }

  #jumpToEvent(seq: Seq): void {
    const item = this.#model.items.find(({ seqs }) => seqs.includes(seq));
    if (item === undefined) return;
    this.#select(item, 'verdict');
    this.stage.element.scrollIntoView({ block: 'nearest' });
  }
}

// Last, when the class is there.
start();
