// A shell script as a program, for specs: started alone, with a record of its own and what the process guard was told of it.

import { stdio } from '../kinds/observers/stdio.js';
import { isKind, type EventKind, type EventOf, type RunEvent } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { startProcess, type RunningProcess } from '../run/process.js';
import type { ProcessSpec } from '../run/spawn-program.js';
import { eventually } from './eventually.js';
import type { AfterTest } from './scratch-folder.js';

export class Started {
  readonly recorder = new Recorder();
  readonly watched = new Set<number>();
  readonly forgotten = new Set<number>();
  readonly #t: AfterTest;

  constructor(t: AfterTest) {
    this.#t = t;
  }

  async sh(script: string, more: Partial<ProcessSpec> = {}): Promise<RunningProcess> {
    const spec: ProcessSpec = {
      program: 'it',
      run: 1,
      argv: ['sh', '-c', script],
      file: '/bin/sh',
      cwd: '/',
      env: {},
      stdin: false,
      trace: 'none',
      observers: [stdio],
      ...more,
    };
    const guard = {
      mark: { GUASTO_WORLD: 'spec' },
      watch: (pgid: number) => void this.watched.add(pgid),
      forget: (pgid: number) => void this.forgotten.add(pgid),
      close: () => Promise.resolve(),
    };
    const started = await startProcess(spec, { recorder: this.recorder, guard, deathSignalPrefix: [] });
    this.#t.after(() => started.end('kill'));
    return started;
  }

  events<K extends EventKind>(kind: K): readonly Extract<RunEvent, EventOf<K>>[] {
    return this.recorder.events.filter((event) => isKind(event, kind));
  }

  lines(): readonly string[] {
    return this.events('output.line').map(({ data }) => `${data.stream}: ${data.text}`);
  }

  line(text: string): Promise<true> {
    return eventually(`the line ${text}`, () => this.lines().includes(text));
  }
}
