// HTML as text. Whatever is not markup is escaped here and nowhere else.

import { escapeXml } from '../visible-text.js';

declare const brand: unique symbol;

/** Markup that was made by these functions. */
export type Markup = string & { readonly [brand]: 'Markup' };

export type Child = Markup | readonly Markup[];

export type HtmlAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

const VOID = new Set(['meta', 'input', 'br', 'img']);

/** `false` and `undefined` leave an attribute out, `true` gives one without a value. */
export function html(name: string, attributes: HtmlAttributes, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === undefined || value === false) return '';
    return value === true ? ` ${key}` : ` ${key}="${escapeXml(String(value))}"`;
  });
  const head = `<${name}${written.join('')}>`;
  return (VOID.has(name) ? head : `${head}${children.flat().join('')}</${name}>`) as Markup;
}

/** Any text, made visible and harmless. */
export const words = (text: string): Markup => escapeXml(text) as Markup;

/** A script or style of our own, which is no text of anybody else's. */
export const verbatim = (code: string): Markup => code as Markup;

export const NOTHING = '' as Markup;
