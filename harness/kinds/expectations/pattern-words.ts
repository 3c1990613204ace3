// Patterns over events, and events themselves, in plain words: `recv of client fails with errno ECONNRESET`, `connection 1 of
// wire was opened`. What the words of a kind leave out stands behind them: `with size 4 B`.

import type { EventKind, RunEvent } from '../../record/event.js';
import type { Matcher, Pattern } from '../../record/pattern.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { exactSize } from './verdict-words.js';

type Tense = 'present' | 'past';

/** `client exits with code 1`, or `exited`. */
export function tellPattern({ kind, where }: Pattern, tense: Tense): string {
  const told = new Set<string>();
  const asked: Asked = {
    has: (path) => Object.hasOwn(where, path),
    say: (path) => {
      const matcher = Object.hasOwn(where, path) ? where[path] : undefined;
      const text = matcher === undefined ? undefined : nameText(matcher);
      if (text !== undefined) told.add(path);
      return text;
    },
  };
  const clause = WORDS[kind](asked)[tense];
  const rest = Object.entries(where).filter(([path]) => !told.has(path));
  const tests = rest.map(([path, matcher]) => `${fieldName(path)} ${testText(path, matcher)}`);
  return tests.length === 0 ? clause : `${clause} with ${tests.join(', ')}`;
}

/** `recv of client succeeded with size 4 B at 150 µs`. */
export function tellEvent({ kind, data, atUs }: RunEvent): string {
  const fields: Readonly<Record<string, unknown>> = { ...data };
  const where = TOLD.flatMap((path): readonly (readonly [string, Matcher])[] => {
    const value = fields[path];
    if ((path === 'run' && value === 1) || (typeof value !== 'string' && typeof value !== 'number')) return [];
    return [[path, { is: typeof value === 'string' && value.length > 60 ? `${value.slice(0, 59)}…` : value }]];
  });
  return `${tellPattern({ kind, where: Object.fromEntries(where) }, 'past')} at ${formatDurationUs(atUs)}`;
}

/** What is told of an event, if it has it. */
const TOLD =
  'program run name syscall link connection stream side ending port outcome exception errno code signal text label sizeBytes'.split(
    ' ',
  );

/** More moments than these are not read. */
const FEW = 4;

/** `150 µs`, `150 µs and 2 ms`, `150 µs, 2 ms and 3 ms`; of many the first few. */
export function listFew(events: readonly RunEvent[]): string {
  const moments = events.slice(0, FEW).map(({ atUs }) => formatDurationUs(atUs));
  if (events.length > FEW) return `${moments.join(', ')}…`;
  return [moments.slice(0, -1).join(', '), ...moments.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** What a pattern asks for. */
interface Asked {
  readonly has: (path: string) => boolean;
  /** The value, or values, that the field must have; told by that. Undefined: not asked, or not by its value. */
  readonly say: (path: string) => string | undefined;
}

type Words = (asked: Asked) => Readonly<Record<Tense, string>>;
type Part = (asked: Asked) => string;

const words =
  (who: Part | string, present: string, past: string, how: Part = () => ''): Words =>
  (asked) => {
    const subject = typeof who === 'string' ? who : who(asked);
    const more = how(asked);
    return { present: `${subject} ${present}${more}`, past: `${subject} ${past}${more}` };
  };

function program({ say }: Asked): string {
  const name = say('program') ?? 'a program';
  const run = say('run');
  return run === undefined ? name : `${name} (run ${run})`;
}

const call: Part = (asked) => {
  const name = asked.say('syscall') ?? asked.say('name') ?? 'a call';
  return asked.has('program') ? `${name} of ${program(asked)}` : name;
};

function connection({ say }: Asked): string {
  const [link, number] = [say('link'), say('connection')];
  return `${number === undefined ? 'a connection' : `connection ${number}`}${link === undefined ? '' : ` of ${link}`}`;
}

const bytes: Part = (asked) => `${asked.say('stream') ?? 'some'} bytes of ${connection(asked)}`;

const returned: Words = (asked) => {
  const outcome = asked.say('outcome');
  const fails = outcome === 'raised' || asked.has('exception') || asked.has('errno');
  if (fails) return words(call, 'fails', 'failed')(asked);
  return outcome === 'ok' ? words(call, 'succeeds', 'succeeded')(asked) : words(call, 'comes back', 'came back')(asked);
};

function ending({ say }: Asked): string {
  const how = say('ending');
  return how === undefined ? '' : ` (${how.toUpperCase()})`;
}

const fault: Part = ({ say }) => `the fault ${say('name') ?? 'of any name'}`;

const WORDS: { readonly [K in EventKind]: Words } = {
  'step.started': words('a step', 'begins', 'began'),
  'step.ended': words('a step', 'ends', 'ended'),
  'rule.fired': words('a rule', 'fires', 'fired'),
  'rule.ended': words('a rule', 'ends', 'ended'),
  'guard.checked': words('a guard', 'is checked', 'was checked'),
  'run.cleanup-started': words('the clean-up', 'begins', 'began'),
  'rig.failed': words('the rig', 'fails', 'failed'),
  'rig.cleanup-failed': words('the clean-up', 'fails', 'failed'),
  'noise.measured': words('the noise of the machine', 'is measured', 'was measured'),
  'process.spawned': words(program, 'starts', 'started'),
  'process.listening': words(program, 'listens', 'listened'),
  'process.listening-elsewhere': words(program, 'listens on another port', 'listened on another port'),
  'process.signalled': words(program, 'is sent a signal', 'was sent a signal'),
  'process.stopped': words(program, 'is stopped', 'was stopped'),
  'process.continued': words(program, 'goes on', 'went on'),
  'process.exited': words(program, 'exits', 'exited'),
  'process.waited': words(program, 'waits for a CPU', 'waited for a CPU'),
  'output.line': words(program, 'prints a line', 'printed a line'),
  'input.written': words(program, 'is given input', 'was given input'),
  'connection.opened': words(connection, 'is opened', 'was opened'),
  'connection.dialled': words(connection, 'reaches the server', 'reached the server'),
  'connection.dial-failed': words(connection, 'can’t reach the server', 'couldn’t reach the server'),
  'connection.ended-by-peer': words(connection, 'is ended', 'was ended', (asked) => {
    const side = asked.say('side');
    return `${side === undefined ? ' by a peer' : ` by the ${side}`}${ending(asked)}`;
  }),
  'connection.ended-by-proxy': words(connection, 'is ended', 'was ended', (asked) => {
    const side = asked.say('side');
    return ` by the proxy${side === undefined ? '' : ` towards the ${side}`}${ending(asked)}`;
  }),
  'connection.closed': words(connection, 'is over', 'was over'),
  'chunk.received': words(bytes, 'reach the proxy', 'reached the proxy'),
  'chunk.sent': words(bytes, 'leave the proxy', 'left the proxy'),
  'fault.injected': words(fault, 'is injected', 'was injected'),
  'fault.healed': words(fault, 'is healed', 'was healed'),
  'call.entered': words(call, 'begins', 'began'),
  'call.returned': returned,
  'syscall.returned': returned,
  'trace.started': words(program, 'is traced', 'was traced'),
  'trace.lost': words(program, 'is traced no more', 'was traced no more'),
  'tcp.sampled': words(({ say }) => `the sockets of port ${say('port') ?? 'any'}`, 'are sampled', 'were sampled'),
};

/** In the place of a name. */
function nameText(matcher: Matcher): string | undefined {
  if ('is' in matcher) return String(matcher.is);
  return 'oneOf' in matcher ? matcher.oneOf.join(' or ') : undefined;
}

/** Its unit stands with the value. */
const fieldName = (path: string): string => path.replace(/(?:Us|Bytes)$/, '');

function testText(path: string, matcher: Matcher): string {
  if ('is' in matcher) return valueText(path, matcher.is);
  if ('oneOf' in matcher) return matcher.oneOf.map((value) => valueText(path, value)).join(' or ');
  if ('atLeast' in matcher) return `at least ${valueText(path, matcher.atLeast)}`;
  if ('atMost' in matcher) return `at most ${valueText(path, matcher.atMost)}`;
  if ('contains' in matcher) return `containing ${JSON.stringify(matcher.contains)}`;
  if ('matches' in matcher) return `matching /${matcher.matches}/`;
  if ('allOf' in matcher) return matcher.allOf.map((one) => testText(path, one)).join(' and ');
  return `not ${testText(path, matcher.not)}`;
}

function valueText(path: string, value: string | number | boolean | null): string {
  if (typeof value === 'number' && path.endsWith('Us')) return formatDurationUs(value);
  if (typeof value === 'number' && path.endsWith('Bytes')) return exactSize(value);
  return typeof value === 'string' && /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
}
