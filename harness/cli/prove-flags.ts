// The options of `guasto prove`, as commander hands them over.

export interface ProveFlags {
  readonly grep?: string;
  readonly mutant?: string;
  readonly concurrency?: number;
  readonly list?: boolean;
  readonly toxiproxy?: string;
  readonly toxiproxyServer?: string;
  readonly seed?: number;
  readonly keep?: boolean;
  readonly strict?: boolean;
  readonly reports: string;
}
