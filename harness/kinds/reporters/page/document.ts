// The frame of every page: one file that needs nothing else, and may not fetch anything or run any script but its own.

import { html, verbatim, words, type Markup } from './markup.js';
import { pageCode } from './page-code.js';
import { visibleText } from '../visible-text.js';

export interface Page {
  readonly code: 'timeline' | 'run';
  readonly title: string;
  readonly body: readonly Markup[];
  /** Data for the script, by the id of their element. Escaped JSON (`scriptJson`). */
  readonly data: Readonly<Record<string, string>>;
}

export function renderPage({ code, title, body, data }: Page): string {
  const { script, style, scriptHash, styleHash } = pageCode(code);
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;
  const head = html(
    'head',
    {},
    html('meta', { charset: 'utf-8' }),
    html('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    html('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    html('meta', { name: 'color-scheme', content: 'light dark' }),
    html('title', {}, words(visibleText(title, 300))),
    html('style', {}, verbatim(style)),
  );
  const blocks = Object.entries(data).map(([id, text]) =>
    html('script', { type: 'application/json', id }, verbatim(`\n${text}\n`)),
  );
  const run = script === '' ? [] : [html('script', {}, verbatim(script))];
  return `<!doctype html>\n${html('html', { lang: 'en' }, head, html('body', {}, body, blocks, run))}\n`;
}
