// The options of `guasto run`, as commander hands them over.

export interface RunFlags {
  readonly grep?: string;
  readonly workers?: number;
  readonly concurrency?: number;
  readonly shard?: string;
  readonly repeatEach?: number;
  readonly retries?: number;
  readonly lastFailed?: boolean;
  readonly x?: boolean;
  readonly reporter?: string;
  readonly list?: boolean;
  readonly ui?: boolean;
  readonly uiHost?: string;
  readonly uiPort?: number;
  readonly toxiproxy?: string;
  readonly toxiproxyServer?: string;
  readonly seed?: number;
  readonly keep?: boolean;
  readonly strict?: boolean;
  readonly reports: string;
}

export const usesUi = (flags: RunFlags): boolean =>
  flags.ui === true || flags.uiHost !== undefined || flags.uiPort !== undefined;
