// One file of a catalogue: `behaviours/<call>/<id>.yaml` → Behaviour, or its problems.

import { basename, dirname } from 'node:path';
import { readText, shownPath } from '../files.js';
import { shape } from '../shape/shape.js';
import type { ProblemList } from '../text/problem-list.js';
import { readYaml } from '../text/read-yaml.js';
import { SourceText } from '../text/source-text.js';
import { childOf } from '../text/tree.js';
import type { Behaviour } from './behaviour.js';
import { behaviourSchema } from './behaviour-schema.js';

export const BEHAVIOUR_SUFFIX = '.yaml';

/** As in `proves:`. */
export const isBehaviourId = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

const SCHEMA = behaviourSchema();

/** undefined after at least one problem. Absolute `path`; its name is the id, its folder's name the call. */
export function readBehaviour(path: string, problems: ProblemList, cwd: string): Behaviour | undefined {
  const shown = shownPath(path, cwd);
  const file = readText(path);
  if ('problem' in file) {
    problems.add({ file: shown, line: 1, column: 1, length: 1 }, file.problem);
    return undefined;
  }
  const source = new SourceText(shown, file.text);
  problems.know(source);
  const tree = readYaml(source, problems);
  if (tree === undefined) return undefined;
  const spec = shape(SCHEMA, { tree, name: 'a behaviour', at: source.span(0, 1), example: EXAMPLE }, problems);
  if (spec === undefined) return undefined;
  return {
    id: basename(path, BEHAVIOUR_SUFFIX),
    call: basename(dirname(path)),
    span: childOf(tree, 'claim')?.span ?? tree.span,
    claim: spec.claim,
    source: spec.source,
    tier: spec.tier,
    needs: spec.needs,
    throughAProxy: spec['through-a-proxy'],
    platform: spec.platform,
  };
}

const EXAMPLE = 'keys with values: claim, source, tier, needs';
