// One toxic of one proxy, shared by all its connections. The API replaces `toxicity` and `attributes`; connections read them.

import type { Attributes, ToxicKind } from '../../kinds/toxics/toxic.js';
import type { ConnectionRule, Stream } from '../../vocabulary/network.js';

export interface Toxic {
  readonly name: string;
  readonly kind: ToxicKind;
  readonly stream: Stream;
  /** The stream as the client wrote it: Toxiproxy matches it without case and echoes it. */
  readonly streamAsGiven: string;
  toxicity: number;
  attributes: Attributes;
  /** Which connections it is for; undefined: all. */
  rule: ConnectionRule | undefined;
}

/** What an update may change. */
export type ToxicSettings = Pick<Toxic, 'toxicity' | 'attributes' | 'rule'>;
