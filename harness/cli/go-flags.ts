// toxiproxy-server's flags, which are Go's, for a parser that wants two dashes.

/** Go's flags may have one dash: `-host 0.0.0.0`, `-config=FILE`. Only those of `guasto proxy` are looked at. */
export function withTwoDashes(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('proxy');
  if (at !== 2) return argv;
  return argv.map((word, index) => (index > at && GO_FLAG.test(word) ? `-${word}` : word));
}

const GO_FLAG = /^-(host|port|config|seed|proxy-metrics|runtime-metrics|metrics|compat|fin)(=|$)/;
