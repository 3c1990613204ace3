// The building blocks of every schema on the shelves. The scenario room binds them to the names of one scenario, so that
// an unknown program is found (and a near one suggested) while the file is read; the JSON Schema uses them unbound.

import type { z } from 'zod';

export interface Words {
  /** `250ms` → µs. */
  readonly duration: z.ZodType<number>;
  /** `64KiB` → bytes. */
  readonly size: z.ZodType<number>;
  /** `100KB/s` → bytes per second. */
  readonly rate: z.ZodType<number>;
  /** A program of this scenario. */
  readonly program: z.ZodType<string>;
  /** A link of this scenario. */
  readonly link: z.ZodType<string>;
  /** A link of this scenario that passes through Toxiproxy (not `via: direct`). */
  readonly proxiedLink: z.ZodType<string>;
  /** A port number, or `${server.port}` / `${wire.port}`, which is bound to a number before the value is used. */
  readonly port: z.ZodType<number>;
  readonly payload: z.ZodType<Payload>;
  readonly stream: z.ZodType<'upstream' | 'downstream'>;
}

/** Bytes, tagged with how they are written, so that YAML's quoting never decides what they are. */
export type Payload =
  | { readonly text: string }
  | { readonly hex: string }
  | { readonly base64: string }
  | { readonly repeat: { readonly byte: number; readonly size: number } }
  /** Path relative to the scenario file (made absolute while reading). */
  | { readonly file: string };
