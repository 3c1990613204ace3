// Elements by code. Texts become text nodes: nothing that a program wrote is ever read as markup.

export type Children = readonly (Node | string)[];

interface Properties {
  readonly class?: string;
  readonly [attribute: string]: string | number | boolean | undefined;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: Children
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** The page's own markup has it; a missing one is our bug. */
export function find<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** A text that is no word needs a name. */
export function button(text: string, title: string, onClick: () => void): HTMLButtonElement {
  const name = /[a-z]/i.test(text) ? {} : { 'aria-label': title };
  const made = el('button', { type: 'button', title, ...name }, text);
  made.addEventListener('click', onClick);
  return made;
}
