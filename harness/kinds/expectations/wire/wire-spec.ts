// The entry `wire:` as it is written, and the data it becomes.

import { z } from 'zod';
import type { Ending, Stream } from '../../../vocabulary/network.js';
import type { Words } from '../../words.js';
import { boundsSchema, count, type Bounds } from '../bounds.js';

export interface WireSpec {
  readonly wire: WireSelector;
  readonly bytes?: Bounds | undefined;
  readonly offered?: Bounds | undefined;
  readonly digest?: 'equal' | undefined;
  readonly echo?: 'equal' | undefined;
  readonly 'ended-by'?: WantedEnds | undefined;
  readonly 'ended-towards'?: WantedEnds | undefined;
  readonly chunks?: Bounds | undefined;
  readonly connections?: Bounds | undefined;
}

export interface WireSelector {
  readonly link: string;
  /** Undefined: both. */
  readonly stream?: Stream | undefined;
  readonly connection?: NthConnection | undefined;
}

export type NthConnection = 'every' | 'last' | number;

export interface WantedEnds {
  readonly client?: WantedEnd | undefined;
  readonly server?: WantedEnd | undefined;
}

export type WantedEnd = Ending | 'open';

export function wireSchema(words: Words): z.ZodType<WireSpec> {
  return z
    .strictObject({
      wire: z.strictObject({
        link: words.proxiedLink.describe('A link through Toxiproxy: only there something watches the wire'),
        stream: words.stream.optional().describe('upstream (client to server) or downstream; default: both'),
        connection: z
          .union([z.enum(['first', 'second', 'third', 'last', 'every']), z.int().min(1)])
          .transform(toNthConnection)
          .optional()
          .describe('Which connection of the link: first, last, a number from 1, or every (the default)'),
      }),
      bytes: boundsSchema(words.size, 'Bytes that the wire delivered, in each stream').optional(),
      offered: boundsSchema(words.size, 'Bytes that the sender put on the wire, in each stream').optional(),
      digest: z.literal('equal').optional().describe('What was delivered is, byte for byte, what was offered'),
      echo: z.literal('equal').optional().describe('What the client was sent is, byte for byte, what it had sent'),
      'ended-by': endsSchema.optional().describe('How each peer ended its side: fin, rst, or open (it did not)'),
      'ended-towards': endsSchema.optional().describe('How the wire was ended towards each peer: fin, rst, or open'),
      chunks: boundsSchema(count, 'In how many pieces it was delivered, in each stream').optional(),
      connections: boundsSchema(count, 'How many connections the link had').optional(),
    })
    .superRefine((spec, context) => {
      if (Object.keys(spec).length === 1) {
        context.addIssue(
          'expected a claim beside wire: bytes, offered, digest, echo, ended-by, ended-towards, chunks or connections',
        );
      }
    });
}

const ORDINALS = { first: 1, second: 2, third: 3 } as const;

const toNthConnection = (written: NthConnection | keyof typeof ORDINALS): NthConnection =>
  written === 'first' || written === 'second' || written === 'third' ? ORDINALS[written] : written;

const wantedEnd = z.enum(['fin', 'rst', 'open']);

const endsSchema: z.ZodType<WantedEnds> = z
  .strictObject({ client: wantedEnd.optional(), server: wantedEnd.optional() })
  .refine((ends) => Object.keys(ends).length > 0, 'expected client, server or both');
