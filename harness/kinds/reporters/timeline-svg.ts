// One picture of a run: the client's calls at the left, the wire with what travelled and what was done to it in the middle, the
// server's calls at the right, time downwards. Self-contained, and bounded however long the record is.

import { Axis } from './picture/axis.js';
import { arrange, type LinkColumn, type ProgramColumn } from './picture/columns.js';
import { digest } from './picture/digest.js';
import { addOtherBrackets } from './picture/draw-brackets.js';
import { addFaults } from './picture/draw-faults.js';
import { renderHeading } from './picture/draw-heading.js';
import { renderLegend } from './picture/draw-legend.js';
import { addLink } from './picture/draw-link.js';
import { addProgram } from './picture/draw-program.js';
import { addCleanup, addSteps, renderTime } from './picture/draw-time.js';
import { Scene } from './picture/scene.js';
import { STYLE } from './picture/style.js';
import { element, round, text } from './picture/svg.js';
import type { ReporterKind } from './reporter.js';
import type { RunReport } from './run-report.js';
import { escapeXml, visibleText } from './visible-text.js';
import { formatAddress } from '../../vocabulary/network.js';

export const timelineSvg: ReporterKind = {
  name: 'timeline-svg',
  about: 'one picture of a run',
  scope: 'run',
  fileName: 'timeline.svg',
  mediaType: 'image/svg+xml',
  render: ({ runs }) => runs.map(renderTimelineSvg).join(''),
};

const HEADS = 50;

/** A whole SVG document. */
export function renderTimelineSvg(report: RunReport): string {
  const shown = digest(report);
  const scene = new Scene(new Axis(), arrange(shown.lanes, shown.links), report);
  const { width } = scene.columns;
  addSteps(scene, shown.steps);
  addFaults(scene, shown.faults);
  for (const column of scene.columns.programs) addProgram(scene, column);
  for (const column of scene.columns.links) addLink(scene, column);
  addOtherBrackets(scene);
  addCleanup(scene);
  const heading = renderHeading(report, width);
  const top = heading.bottom + HEADS;
  const bottom = scene.axis.solve(top) + 14;
  const legend = renderLegend(bottom + 10, width);
  const height = legend.bottom;
  const body = [
    element('title', {}, escapeXml(visibleText(`${report.outcome}: ${report.title}`))),
    element('style', {}, STYLE.replace(/[&<]/g, '')),
    element('rect', { width, height, class: 'page' }),
    heading.markup,
    ...scene.columns.links.map((column) => renderLinkHead(column, report, { y: heading.bottom + 12, bottom })),
    ...scene.columns.programs.map((column) => renderProgramHead(column, report, heading.bottom + 12)),
    scene.render(),
    renderTime(scene, top - 8, bottom),
    legend.markup,
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${round(width)} ${round(height)}`,
    width,
    height,
  };
  return `${element('svg', { ...attributes, role: 'img' }, `\n${body.join('\n')}\n`)}\n`;
}

function renderProgramHead({ lane, x, side }: ProgramColumn, report: RunReport, y: number): string {
  const address = report.record.header.addresses[lane.program];
  const anchor = side === -1 ? 'end' : 'start';
  const textX = x + side * 12;
  return (
    element('circle', { cx: x, cy: y + 6, r: 4.5, class: 'ok' }) +
    text(textX, y + 10, lane.program, { class: 'head bold', anchor, room: 180 }) +
    (address === undefined
      ? ''
      : text(textX, y + 23, formatAddress(address), { class: 'mono muted', anchor, room: 180 }))
  );
}

function renderLinkHead(
  { link, left, right, isBesideClient }: LinkColumn,
  report: RunReport,
  { y, bottom }: { readonly y: number; readonly bottom: number },
): string {
  const middle = (left + right) / 2;
  const room = right - left - 8;
  const address = report.record.header.addresses[link.link];
  const how =
    link.via === 'direct' ? 'direct' : address === undefined ? 'Toxiproxy' : `Toxiproxy ${formatAddress(address)}`;
  return (
    element('rect', { x: left, y: y - 6, width: right - left, height: bottom - y + 6, class: 'panel' }) +
    text(middle, y + 10, isBesideClient ? link.link : `${link.link} (from ${link.clients.join(', ') || 'elsewhere'})`, {
      class: 'head bold',
      anchor: 'middle',
      room,
    }) +
    text(middle, y + 23, how, { class: 'mono muted', anchor: 'middle', room })
  );
}
