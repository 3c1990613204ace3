// The shape of `behaviours/<call>/<id>.yaml`.

import { z } from 'zod';
import { NEEDS, TIERS, type Need } from './behaviour.js';

const sentence = z
  .string()
  .min(1)
  .regex(/^[^\n]*$/, 'expected one line');

/** Documents that say so, for behaviours and for scenarios that prove what no catalogue has. */
export const sourceSchema = () =>
  z
    .array(
      z.strictObject({
        document: z.string().min(1).meta({ description: 'A man page, an RFC, a reference: recv(2), RFC 9293.' }),
        section: z.string().min(1).optional().meta({ description: 'Where in it.' }),
        url: z.string().min(1).optional(),
      }),
    )
    .min(1)
    .meta({ description: 'Where it is documented.' });

export function behaviourSchema() {
  return z.strictObject({
    claim: sentence.meta({ description: 'What is so, in one sentence.' }),
    source: sourceSchema(),
    tier: z.enum(TIERS).meta({ description: 'How near to a program’s daily life it is.' }),
    needs: z
      .enum(Object.keys(NEEDS) as [Need, ...Need[]])
      .meta({ description: 'What must stand between the programs for it to be seen.' }),
    'through-a-proxy': sentence.optional().meta({ description: 'What a proxy in between changes.' }),
    platform: sentence.optional().meta({ description: 'Where it is so, and where not.' }),
  });
}
