// Which of the lines that came is most like the one that was waited for: shown when an await is missed.

/** The most similar line, or undefined if there is none. Similarity: shared pairs of characters (Sørensen–Dice). */
export function closestLine(wanted: string, lines: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestScore = -1;
  for (const line of lines) {
    const score = similarity(wanted, line);
    // Of equally similar lines the later one is nearer to what happened.
    if (score >= bestScore) [best, bestScore] = [line, score];
  }
  return best;
}

const LONGEST_COMPARED = 500;

function similarity(a: string, b: string): number {
  const [pairsOfA, pairsOfB] = [pairsOf(a), pairsOf(b)];
  let shared = 0;
  for (const [pair, count] of pairsOfA) shared += Math.min(count, pairsOfB.get(pair) ?? 0);
  return (2 * shared) / Math.max(1, a.length + b.length - 2);
}

function pairsOf(text: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  const end = Math.min(text.length, LONGEST_COMPARED) - 1;
  for (let i = 0; i < end; i += 1) {
    const pair = text.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
