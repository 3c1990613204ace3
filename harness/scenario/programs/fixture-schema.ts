// The shape of `fixtures/<name>/fixture.yaml`, and of what a scenario says about a program.

import { z } from 'zod';
import type { Words } from '../../kinds/words.js';
import { ARGUMENT_TYPES } from './arguments.js';

const trace = z.enum(['auto', 'python', 'strace', 'none']).meta({
  description:
    'Who records its socket calls. Default: auto, which traces a Python program from inside, and another one with strace when something is said of its calls.',
});

const ready = z
  .union([z.enum(['listening', 'spawned']), z.strictObject({ line: z.string().min(1) })])
  .meta({ description: 'When `start` is done: it listens on its port, it printed a line, or it merely runs.' });

const listens = z.boolean().meta({ description: 'It gets a port of its own, `${self.port}`.' });

const portNumber = z.int().min(1).max(65535).meta({ description: 'A fixed port. Default: one that nobody else uses.' });

const env = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .meta({ description: 'Environment variables.' });

const word = z.union([z.string(), z.number()]);

export function fixtureSchema(words: Words) {
  return z.strictObject({
    about: z.string().min(1).meta({ description: 'What the program does, in one line.' }),
    run: z
      .array(z.union([word, z.array(word).min(1)]))
      .min(1)
      .meta({
        description: 'The command, word by word. A list inside it is left out when an argument in it is not given.',
      }),
    build: z
      .array(z.string().min(1))
      .min(2)
      .refine((words) => words.some((word) => word.includes('${build.path}')), 'expected ${build.path} in it')
      .optional()
      .meta({
        description:
          'The command that builds it, run once in the fixture’s folder. `${build.path}`, here and in `run`, is the file that it makes.',
      }),
    env: env.optional(),
    ready: ready.optional(),
    within: words.duration.optional().meta({ description: 'How long `start` waits until it is ready. Default: 10 s.' }),
    listens: listens.optional(),
    trace: trace.optional(),
    args: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]*$/),
        z.strictObject({
          type: z.enum(ARGUMENT_TYPES),
          default: z.unknown().optional().meta({ description: 'Without it every scenario must give a value.' }),
          about: z.string().optional(),
          optional: z
            .boolean()
            .optional()
            .meta({ description: 'May be left out; then the list that holds it is left out.' }),
        }),
      )
      .optional(),
    mutants: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
        z.strictObject({
          mistake: z.string().min(1).meta({ description: 'What this wrong program does wrong, in one line.' }),
          file: z.string().min(1),
          replace: z
            .array(z.strictObject({ from: z.string().min(1), to: z.string() }))
            .min(1)
            .meta({ description: 'Texts of the file, each of which occurs in it exactly once.' }),
        }),
      )
      .optional(),
  });
}

export function programSchemas(words: Words) {
  return {
    fixture: z.strictObject({
      fixture: z.string().min(1).meta({ description: 'Name of a folder in `fixtures/`.' }),
      args: z.record(z.string(), z.unknown()).optional().meta({ description: 'Values for the fixture’s arguments.' }),
      mutant: z.string().optional().meta({ description: 'Start this wrong variant of the fixture instead.' }),
      trace: trace.optional(),
      port: portNumber.optional(),
    }),
    run: z.strictObject({
      run: z.array(word).min(1).meta({ description: 'The command, word by word; no shell is involved.' }),
      cwd: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Relative to the scenario’s folder, which is the default.' }),
      env: env.optional(),
      ready: ready.optional(),
      within: words.duration
        .optional()
        .meta({ description: 'How long `start` waits until it is ready. Default: 10 s.' }),
      listens: listens.optional(),
      port: portNumber.optional(),
      trace: trace.optional(),
    }),
  };
}
