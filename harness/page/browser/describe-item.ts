// An item in words, for the tooltip, the list and the panel.

import { visibleText } from '../../kinds/reporters/visible-text.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import type { Item } from '../item.js';

export interface About {
  readonly title: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

type Lines = About['lines'];

export function aboutItem(item: Item): About {
  const { fromUs, untilUs } = item;
  const time: Lines =
    untilUs > fromUs
      ? [
          ['from', formatTime(fromUs)],
          ['to', formatTime(untilUs)],
          ['took', formatDurationUs(untilUs - fromUs)],
        ]
      : [['at', formatTime(fromUs)]];
  return { title: `${visibleText(item.who, 80)}  ${visibleText(item.text, 400)}`, lines: [...time, ...more(item)] };
}

function more(item: Item): Lines {
  switch (item.kind) {
    case 'call': {
      const { timeoutS, state } = item.source;
      const timeout = timeoutS === undefined ? [] : [timeoutS === null ? 'none: it blocks' : `${timeoutS} s`];
      return [
        ...timeout.map((value) => ['timeout', value] as const),
        ...(state === 'open' ? [['state', 'it never came back while it was watched'] as const] : []),
      ];
    }
    case 'bytes': {
      const { stream, sizeBytes, offsetBytes, untilUs } = item.source;
      const way = stream === 'upstream' ? 'upstream: client → server' : 'downstream: server → client';
      return [
        ['way', way],
        ['bytes', `${formatSize(sizeBytes)} from byte ${offsetBytes} of the stream`],
        ...(untilUs === undefined ? [['fate', 'never handed on'] as const] : []),
      ];
    }
    case 'fault': {
      const { receipt } = item.source;
      if (receipt === undefined) return [];
      return [['receipt', `${receipt.left ? '✓' : '? none:'} ${visibleText(receipt.explanation, 400)}`]];
    }
    case 'verdict': {
      const { piece } = item.source;
      return [
        ['verdict', piece.outcome],
        ['expected', visibleText(piece.expected, 400)],
        ['actual', visibleText(piece.actual, 400)],
      ];
    }
    case 'step':
      return [['outcome', item.source.outcome]];
    case 'connection':
    case 'end':
    case 'life':
    case 'mark':
    case 'output':
    case 'trouble':
      return [];
  }
}

/** Since the run's start, as fine as `usPerPx` lets tell apart. */
export function formatTime(us: number, usPerPx = 1): string {
  const digits = usPerPx >= 500 ? 0 : usPerPx >= 50 ? 1 : usPerPx >= 5 ? 2 : 3;
  return `${(us / 1_000).toFixed(digits)} ms`;
}
