// The bottom line: what the marks mean, for those who see such a picture for the first time.

import { MARGIN } from './columns.js';
import type { Block } from './draw-heading.js';
import { element, pathData, text } from './svg.js';

export function renderLegend(y: number, width: number): Block {
  const middle = y + 16;
  const marks: readonly (readonly [string, string, number])[] = [
    ['call', element('rect', { x: 0, y: -4, width: 9, height: 8, rx: 2, class: 'ok' }), 48],
    ['blocked in a call', element('rect', { x: 0, y: -7, width: 9, height: 14, rx: 2, class: 'blocked-ok' }), 112],
    ['open, or many', element('rect', { x: 0, y: -7, width: 9, height: 14, rx: 2, class: 'many' }), 92],
    ['raised', element('rect', { x: 0, y: -7, width: 9, height: 14, rx: 2, class: 'blocked-raised' }), 62],
    ['to the server', element('path', { d: pathData('M', -4, -3, 'L', 12, 3), class: 'wire upstream' }), 92],
    ['to the client', element('path', { d: pathData('M', -4, 3, 'L', 12, -3), class: 'wire downstream' }), 90],
    ['fault in effect', element('rect', { x: -3, y: -7, width: 15, height: 14, rx: 3, class: 'fault' }), 96],
    [
      'judged',
      element('path', { d: pathData('M', 8, -7, 'L', 2, -7, 'L', 2, 7, 'L', 8, 7), class: 'bracket line-broken' }),
      60,
    ],
    ['allowed', element('path', { d: pathData('M', 4, -7, 'L', 4, 7), class: 'bound line-held' }), 62],
    [
      'time shortened',
      element('path', {
        d: pathData('M', 4, -8, 'L', 4, -5, 'l', 4, 2, 'l', -8, 3, 'l', 8, 3, 'L', 4, 8),
        class: 'thin axis',
      }),
      88,
    ],
  ];
  let x = MARGIN + 4;
  const drawn = marks.map(([name, mark, room]) => {
    const at = x;
    x += room + 4;
    return element(
      'g',
      { transform: `translate(${at} ${Math.round(middle)})` },
      mark + text(17, 4, name, { class: 'small muted' }),
    );
  });
  const rule = element('path', { d: pathData('M', MARGIN, y, 'L', width - MARGIN, y), class: 'thin rule' });
  return { markup: [rule, ...drawn].join('\n'), bottom: y + 32 };
}
