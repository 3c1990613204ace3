// A payload as a word of the language: bytes, tagged with how they are written.

import type { z } from 'zod';
import type { Payload } from '../../kinds/words.js';
import type { Scope } from './names.js';
import { QUANTITY_DOCUMENTATION } from './quantity-word.js';
import { PAYLOAD_EXAMPLES, readPayload, type PayloadTag } from './read-payload.js';
import { word } from './word.js';

/** A payload of the scenario in `scope`; `exists` says whether a path is a file. */
export function payloadWord(scope: Scope, exists: (path: string) => boolean): z.ZodType<Payload> {
  return word(DOCUMENTATION, (written) => readPayload(written, scope.names?.folder, exists));
}

const tagged = (name: PayloadTag, schema: unknown): unknown => ({
  type: 'object',
  description: PAYLOAD_EXAMPLES[name],
  properties: { [name]: schema },
  required: [name],
  additionalProperties: false,
});

const DOCUMENTATION = {
  description: 'Bytes, tagged with how they are written, so that YAML’s quoting never decides what they are.',
  anyOf: [
    tagged('text', { type: 'string' }),
    tagged('hex', { type: 'string', pattern: String.raw`^\s*([0-9a-fA-F]\s*[0-9a-fA-F]\s*)*$` }),
    tagged('base64', { type: 'string' }),
    tagged('repeat', {
      type: 'object',
      properties: {
        byte: {
          anyOf: [
            { type: 'string', pattern: String.raw`^(0[xX][0-9a-fA-F]{2}|[\u0000-\u007f])$` },
            { type: 'integer', minimum: 0, maximum: 255 },
          ],
        },
        size: QUANTITY_DOCUMENTATION.size,
      },
      required: ['byte', 'size'],
      additionalProperties: false,
    }),
    tagged('file', { type: 'string' }),
  ],
};
