// HTML as text. Whatever goes in as text or attribute is escaped here and nowhere else.

import { escapeXml, escapeXmlText, visibleLines, visibleText } from '../../kinds/reporters/visible-text.js';

/** Markup, already made by these functions. */
export type Markup = string;

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function tag(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(visibleText(String(value)))}"`],
  );
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** On one line. */
export const words = (text: string): Markup => escapeXmlText(visibleText(text));

/** With its line breaks. */
export const lines = (text: string): Markup => escapeXmlText(visibleLines(text));
