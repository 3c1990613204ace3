// The script and the style of a page: bundled from harness/page by the build, and put into every page, so that each is one
// file. The only thing that a reporter reads.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageCode {
  readonly script: string;
  readonly style: string;
  /** For the page's Content-Security-Policy: `sha256-…`. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

const known = new Map<string, PageCode>();

/** Without a build (plain tsc) pages have no script: they show what stands in their text. */
export function pageCode(name: 'timeline' | 'run'): PageCode {
  let code = known.get(name);
  if (code === undefined) known.set(name, (code = load(name)));
  return code;
}

function load(name: string): PageCode {
  const script = read(`${name}.js`);
  const style = read(`${name}.css`);
  return { script, style, scriptHash: hash(script), styleHash: hash(style) };
}

function read(file: string): string {
  try {
    return readFileSync(join(__dirname, '../../../page/bundle', file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
