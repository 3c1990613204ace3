// `guasto pcap`: what passed the wire in a run, as a file that Wireshark opens.

import { dirname, join } from 'node:path';
import { renderPcapng } from '../report/index.js';
import { shownPath } from '../scenario/index.js';
import { findRuns, newestWithResults } from './find-report.js';
import { Mistake } from './mistake.js';
import { isRecord, readRecord, recordFile } from './read-run.js';
import { writeOutput } from './write-output.js';

export interface PcapFlags {
  readonly output?: string;
  readonly reports: string;
}

/** Throws Mistake. */
export function pcapCommand(named: string, flags: PcapFlags): void {
  const file = recordFile(isRecord(named) || named.includes('/') ? named : newestRun(named, flags.reports));
  const { bytes, packets, conversations, cut } = renderPcapng(readRecord(file));
  if (conversations === 0) {
    throw new Mistake(`${file} holds no connection of a link with a proxy: what passes a direct link is not seen`);
  }
  const output = flags.output ?? join(dirname(file), 'wire.pcapng');
  writeOutput('--output', output, bytes);
  const missing = cut === 0 ? '' : `; of ${cut} only a part of the payload was recorded`;
  process.stdout.write(
    `${shownPath(output, process.cwd())}: ${packets} packets of ${conversations} TCP connections, reconstructed from the record${missing}\n`,
  );
}

/** A scenario of the newest run. */
function newestRun(named: string, reports: string): string {
  const [{ folder }] = findRuns(newestWithResults(reports), named);
  return folder;
}
