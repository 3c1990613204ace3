// Socket calls in words, as a programmer would write them down: `recv(1024) → TimeoutError after 500.4 ms (timeout 0.5 s)`.

import { visibleText } from '../kinds/reporters/visible-text.js';
import type { CallArgument, CallRef, CallReturned } from '../record/events/call-events.js';
import { formatDurationUs, formatSize } from '../vocabulary/units.js';

type Arguments = Readonly<Record<string, CallArgument>>;

/** `connect(127.0.0.1:4000)` */
export function describeInvocation(call: CallRef): string {
  return `${visibleText(call.name, 60)}(${describeArguments(call.args)})`;
}

/** `4 B`, `fd 7 from 127.0.0.1:40000`, `from 127.0.0.1:40000`, `end of stream`, `TimeoutError`, `OSError EADDRINUSE`. */
export function describeResult(call: CallReturned): string {
  if (call.outcome === 'raised') {
    // A tracer that watches from outside sees no exceptions.
    if (call.exception === undefined && call.errno !== undefined) return call.errno;
    const exception = visibleText(call.exception ?? 'an exception', 80);
    // The other subclasses of OSError already say which errno they stand for.
    return call.errno !== undefined && /^(OSError|error|gaierror|an exception)$/.test(exception)
      ? `${exception} ${call.errno}`
      : exception;
  }
  if (call.sizeBytes === 0 && call.name.startsWith('recv')) return 'end of stream';
  if (call.sizeBytes !== undefined) return formatSize(call.sizeBytes);
  const { fd, localHost, localPort, ...rest } = call.result ?? {};
  const words = [
    ...(fd === undefined ? [] : [`fd ${String(fd)}`]),
    ...(localHost === undefined ? [] : [`from ${String(localHost)}:${String(localPort)}`]),
    // A socket that came from somewhere was accepted.
    ...(Object.keys(rest).length === 0
      ? []
      : [`${fd !== undefined && 'host' in rest ? 'from ' : ''}${describeArguments(rest)}`]),
  ];
  return words.length === 0 || words[0] === 'None' ? 'ok' : visibleText(words.join(' '), 160);
}

/** `recv(1024) → TimeoutError after 500.4 ms (timeout 0.5 s)` */
export function describeReturned(call: CallReturned): string {
  const timeout = describeTimeout(call);
  const errno = call.errno === undefined ? '' : ` [${call.errno}]`;
  const result = describeResult(call);
  const shown = call.outcome === 'raised' && !result.endsWith(call.errno ?? '\n') ? `${result}${errno}` : result;
  return `${describeInvocation(call)} → ${shown} after ${formatDurationUs(call.durationUs)}${timeout}`;
}

/** ` (timeout 0.5 s)`; empty for calls without one. */
export function describeTimeout(call: CallRef): string {
  return typeof call.timeoutS === 'number' ? ` (timeout ${call.timeoutS} s)` : '';
}

/** Values in their order; a host is joined with its port, sizes carry their unit, a flag shows its name. */
function describeArguments(args: Arguments): string {
  const shown: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (name === 'port' && 'host' in args) continue;
    // The option's name says its level; protocol 0 is whatever fits the type.
    if (name === 'level' && typeof args['option'] === 'string') continue;
    if (name === 'proto' && value === 0) continue;
    if (name === 'host' && 'port' in args) shown.push(`${String(value)}:${String(args['port'])}`);
    else shown.push(describeArgument(name, value));
  }
  return visibleText(shown.join(', '), 160);
}

function describeArgument(name: string, value: CallArgument): string {
  if (value === null) return 'None';
  if (typeof value === 'number' && /^(bytes|size|sizeBytes|length)$/.test(name)) return formatSize(value);
  if (name === 'by') return `by ${String(value)}`;
  return String(value);
}
