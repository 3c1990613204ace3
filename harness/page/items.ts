// Each piece of a timeline as an item, in the words in which the list shows it.

import type { LinkLane, ProgramLane, Timeline } from '../kinds/reporters/timeline.js';
import { describePassage } from '../kinds/reporters/story-entries.js';
import type { ConnectionRef } from '../record/events/connection-events.js';
import type { Seq } from '../vocabulary/time.js';
import type { Item, ItemOf } from './item.js';

const known = (...seqs: readonly (Seq | undefined)[]): readonly Seq[] => seqs.filter((seq) => seq !== undefined);

/** Steps, rules, faults, trouble of the rig. */
export function runItems({
  steps,
  faults,
  troubles,
}: Timeline): readonly (ItemOf<'step'> | ItemOf<'fault'> | ItemOf<'trouble'>)[] {
  return [
    ...steps.map((source): ItemOf<'step'> => {
      const { atUs, untilUs, seq, endedSeq, label, outcome, rule } = source;
      const ended = outcome === 'done' ? '' : ` (${outcome === 'open' ? 'not ended' : outcome})`;
      const text = `${rule ? 'when: ' : ''}${label}${ended}`;
      return { kind: 'step', source, who: 'harness', text, fromUs: atUs, untilUs, seqs: known(seq, endedSeq) };
    }),
    ...faults.map((source): ItemOf<'fault'> => {
      const { name, text, fromUs, untilUs, seq, healedSeq, link, program } = source;
      return {
        kind: 'fault',
        source,
        who: 'fault',
        text: `${name}: ${text}`,
        fromUs,
        untilUs,
        seqs: known(seq, healedSeq),
        link,
        program,
      };
    }),
    ...troubles.map((source): ItemOf<'trouble'> => {
      const { atUs, text, seq } = source;
      return { kind: 'trouble', source, who: 'harness', text, fromUs: atUs, untilUs: atUs, seqs: [seq] };
    }),
  ];
}

export interface ProgramItems {
  readonly lives: readonly ItemOf<'life'>[];
  readonly calls: readonly ItemOf<'call'>[];
  readonly output: readonly ItemOf<'output'>[];
  readonly marks: readonly ItemOf<'mark'>[];
  readonly all: readonly Item[];
}

/** `wires`: which connection each call was about, where that is known. */
export function programItems(
  { program, runs, calls, output, marks }: ProgramLane,
  wires: ReadonlyMap<Seq, ConnectionRef>,
): ProgramItems {
  const at = { who: program, program };
  const parts = {
    lives: runs.map((source): ItemOf<'life'> => {
      const { fromUs, untilUs, run, ending, exitedSeq } = source;
      const starts = run > 1 ? `starts again (run ${run})` : 'starts';
      return { kind: 'life', source, ...at, text: `${starts}, ${ending}`, fromUs, untilUs, seqs: known(exitedSeq) };
    }),
    calls: calls.map((source): ItemOf<'call'> => {
      const { fromUs, untilUs, enteredSeq, seq, text, name } = source;
      const seqs = enteredSeq === undefined || enteredSeq === seq ? [seq] : [enteredSeq, seq];
      return { kind: 'call', source, ...at, ...wires.get(seq), text, fromUs, untilUs, seqs, call: name };
    }),
    output: output.map((source): ItemOf<'output'> => {
      const { atUs, stream, text, seq } = source;
      return { kind: 'output', source, ...at, text: `${stream}: ${text}`, fromUs: atUs, untilUs: atUs, seqs: [seq] };
    }),
    marks: marks.map((source): ItemOf<'mark'> => {
      const { atUs, text, seq, kind } = source;
      const who = kind === 'kernel' ? 'kernel' : program;
      return { kind: 'mark', source, ...at, who, text, fromUs: atUs, untilUs: atUs, seqs: [seq] };
    }),
  };
  return { ...parts, all: [...parts.lives, ...parts.calls, ...parts.output, ...parts.marks] };
}

export interface ConnectionItems {
  readonly item: ItemOf<'connection'>;
  readonly bytes: readonly ItemOf<'bytes'>[];
  readonly ends: readonly ItemOf<'end'>[];
}

export interface LinkItems {
  readonly connections: readonly ConnectionItems[];
  readonly all: readonly Item[];
}

export function linkItems(link: LinkLane): LinkItems {
  const connections = link.connections.map((source) => connectionItems(link, source));
  return { connections, all: connections.flatMap(({ item, bytes, ends }) => [item, ...bytes, ...ends]) };
}

function connectionItems({ link }: LinkLane, source: LinkLane['connections'][number]): ConnectionItems {
  const { connection, client, dialFailed, openedUs, closedUs, seqs } = source;
  const at = { who: `${link} #${connection}`, link, connection };
  const by = client === undefined ? '' : ` by ${client}`;
  const text = dialFailed === undefined ? `opened${by}` : `opened${by}; server not reached: ${dialFailed.errno}`;
  return {
    item: { kind: 'connection', source, ...at, text, fromUs: openedUs, untilUs: closedUs, seqs },
    bytes: source.passages.map((passage): ItemOf<'bytes'> => {
      const { fromUs, fromLastUs, untilLastUs, receivedSeq, sentSeq } = passage;
      const untilUs = untilLastUs ?? Math.max(closedUs, fromLastUs);
      const words = describePassage(passage);
      return { kind: 'bytes', source: passage, ...at, text: words, fromUs, untilUs, seqs: known(receivedSeq, sentSeq) };
    }),
    ends: source.ends.map((end): ItemOf<'end'> => {
      const { fromUs, untilUs = fromUs, from, to, text: words, seq, sentSeq } = end;
      const way = from === 'proxy' ? `proxy → ${to}` : `${from} → ${to}`;
      const seqs = sentSeq === undefined || sentSeq === seq ? [seq] : [seq, sentSeq];
      return { kind: 'end', source: end, ...at, text: `${way} ${words}`, fromUs, untilUs, seqs };
    }),
  };
}
