// Watches the socket calls of an unmodified Python program, through the shim in python/ that PYTHONPATH puts into it.
//
//   program ─▶ python/guasto_socket_calls.py ─▶ descriptor 3, a JSON object per line ─▶ call.entered, call.returned

import { join } from 'node:path';
import type { ProgramObserver } from './observer.js';
import { TraceLines } from './python-trace.js';

/** Descriptor on which the harness reads the trace. The shim moves its end out of the program's way. */
const TRACE_DESCRIPTOR = 3;

/** Where sitecustomize.py stands: copied beside this file by the build, and shipped in the package. */
export const SHIM_FOLDER = join(__dirname, 'python');

export const pythonCalls: ProgramObserver = {
  name: 'python-calls',
  about: 'the socket calls of a Python program: arguments, result or exception, bytes, start, duration, thread',
  needs: ['python-calls'],
  equip: (base) => ({
    env: {
      PYTHONPATH: base['PYTHONPATH'] ? `${SHIM_FOLDER}:${base['PYTHONPATH']}` : SHIM_FOLDER,
      GUASTO_TRACE_FD: String(TRACE_DESCRIPTOR),
    },
    descriptors: [TRACE_DESCRIPTOR],
  }),
  attach: (target, emit) => {
    const lines = new TraceLines(target, emit);
    return (descriptor, bytes) => {
      if (descriptor !== TRACE_DESCRIPTOR) return;
      if (bytes === undefined) lines.end();
      else lines.push(bytes);
    };
  },
};
