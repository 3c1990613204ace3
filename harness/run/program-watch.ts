// Conditions about a program: its exit, its output, that it listens, its calls.

import { isKind, type EventOf, type RunEvent } from '../record/event.js';
import type { LineMatch } from '../plan/index.js';
import { formatAddress } from '../vocabulary/network.js';
import { closestLine } from './closest-line.js';
import type { ConditionOn, ConditionWatch } from './condition-watch.js';

const MOST_REMEMBERED_LINES = 200;

/** What is common to conditions about one program: its exit ends the hope, and its last words explain the miss. */
abstract class ProgramWatch implements ConditionWatch {
  abstract readonly expected: string;
  protected readonly program: string;
  readonly #run: number | undefined;
  #ending: string | undefined;
  #isStarted = false;
  readonly #errors: string[] = [];

  constructor(program: string, run: number | undefined) {
    this.program = program;
    this.#run = run;
  }

  feed(event: RunEvent): 'met' | 'impossible' | 'waiting' {
    const data = event.data as { readonly program?: unknown; readonly run?: unknown };
    if (data.program !== this.program || (this.#run !== undefined && data.run !== this.#run)) return 'waiting';
    if (isKind(event, 'process.spawned')) this.#isStarted = true;
    if (isKind(event, 'output.line') && event.data.stream === 'stderr') remember(this.#errors, event.data.text);
    if (this.meets(event)) return 'met';
    if (!isKind(event, 'process.exited')) return 'waiting';
    this.#ending = endingOf(event.data);
    // A rule is not about one start: the program may be started again.
    return this.#run === undefined ? 'waiting' : 'impossible';
  }

  actual(when = ''): string {
    if (this.#ending !== undefined) return `${this.program} ${this.#ending}${this.#lastWords()}`;
    return `${this.#isStarted ? this.stillWaiting() : `${this.program} was not started`}${when}`;
  }

  protected abstract meets(event: RunEvent): boolean;

  protected stillWaiting(): string {
    return `${this.program} is still running`;
  }

  #lastWords(): string {
    const last = this.#errors.findLast((line) => line.trim() !== '');
    return last === undefined ? '' : `; last on stderr: ${last}`;
  }
}

export class ExitWatch extends ProgramWatch {
  readonly expected: string;
  readonly #condition: ConditionOn<'exit'>;

  constructor(condition: ConditionOn<'exit'>, run: number | undefined) {
    super(condition.program, run);
    this.#condition = condition;
    const { code, signal } = condition;
    const how = code !== undefined ? ` with code ${code}` : signal !== undefined ? ` by signal ${signal}` : '';
    this.expected = `${condition.program} exits${how}`;
  }

  protected meets(event: RunEvent): boolean {
    if (!isKind(event, 'process.exited')) return false;
    const { code, signal } = this.#condition;
    return (code === undefined || event.data.code === code) && (signal === undefined || event.data.signal === signal);
  }
}

export class OutputWatch extends ProgramWatch {
  readonly expected: string;
  readonly #condition: ConditionOn<'output'>;
  readonly #lines: string[] = [];

  constructor(condition: ConditionOn<'output'>, run: number | undefined) {
    super(condition.program, run);
    this.#condition = condition;
    this.expected = `${condition.program} prints ${describeLine(condition.line)}`;
  }

  override actual(when = ''): string {
    const wanted = Object.values(this.#condition.line).join('');
    const closest = closestLine(wanted, this.#lines);
    const seen = closest === undefined ? 'it printed no line since' : `the closest line is ${JSON.stringify(closest)}`;
    return `${super.actual(when)}; ${seen}`;
  }

  protected meets(event: RunEvent): boolean {
    if (!isKind(event, 'output.line')) return false;
    const { stream, line } = this.#condition;
    if (stream !== undefined && event.data.stream !== stream) return false;
    remember(this.#lines, event.data.text);
    return matchesLine(event.data.text, line);
  }
}

export class ListeningWatch extends ProgramWatch {
  readonly expected: string;
  #elsewhere: EventOf<'process.listening-elsewhere'>['data'] | undefined;

  constructor(condition: ConditionOn<'listening'>, run: number | undefined) {
    super(condition.program, run);
    this.expected = `${condition.program} listens`;
  }

  protected meets(event: RunEvent): boolean {
    if (isKind(event, 'process.listening-elsewhere')) this.#elsewhere = event.data;
    return isKind(event, 'process.listening');
  }

  protected override stillWaiting(): string {
    if (this.#elsewhere === undefined) return `${this.program} is running but does not listen`;
    const { address, allottedPort } = this.#elsewhere;
    return `${this.program} listens on ${formatAddress(address)} and not on \${${this.program}.port} (${allottedPort})`;
  }
}

export class CallWatch extends ProgramWatch {
  readonly expected: string;
  readonly #condition: ConditionOn<'call'>;
  readonly #inside = new Set<string>();
  #count = 0;

  constructor(condition: ConditionOn<'call'>, run: number | undefined) {
    super(condition.program, run);
    this.#condition = condition;
    const { program, name, nth, phase } = condition;
    this.expected = `${program} ${phase === 'entered' ? 'enters' : 'returns from'} ${name}${nth === 1 ? '' : ` #${nth}`}`;
  }

  protected meets(event: RunEvent): boolean {
    const { name, nth, phase } = this.#condition;
    if (!isKind(event, 'call.entered') && !isKind(event, 'call.returned')) return false;
    if (event.data.name !== name || !this.#isOf(phase, event)) return false;
    this.#count += 1;
    return this.#count >= nth;
  }

  /** A call that need not wait has no `call.entered`: its return says that it was entered, too. */
  #isOf(phase: 'entered' | 'returned', event: EventOf<'call.entered'> | EventOf<'call.returned'>): boolean {
    if (phase === 'returned') return event.kind === 'call.returned';
    const call = `${event.data.run} ${event.data.pid} ${event.data.call}`;
    if (event.kind === 'call.returned') return !this.#inside.delete(call);
    this.#inside.add(call);
    return true;
  }

  protected override stillWaiting(): string {
    const { name, phase } = this.#condition;
    const did = `${phase === 'entered' ? 'entered' : 'returned from'} ${name}`;
    if (this.#count === 0) return `${this.program} is running and has not ${did}`;
    return `${this.program} is running and has ${did} ${this.#count === 1 ? 'once' : `${this.#count} times`}`;
  }
}

function matchesLine(text: string, line: LineMatch): boolean {
  if ('equals' in line) return text === line.equals;
  if ('contains' in line) return text.includes(line.contains);
  return new RegExp(line.matches, 'u').test(text);
}

function describeLine(line: LineMatch): string {
  if ('equals' in line) return `the line ${JSON.stringify(line.equals)}`;
  if ('contains' in line) return `a line that contains ${JSON.stringify(line.contains)}`;
  return `a line that matches /${line.matches}/`;
}

function endingOf(data: { readonly code: number | null; readonly signal: string | null }): string {
  return data.signal === null ? `exited with code ${data.code}` : `was ended by signal ${data.signal}`;
}

function remember(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > MOST_REMEMBERED_LINES) lines.shift();
}
