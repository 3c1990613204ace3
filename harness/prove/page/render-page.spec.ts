import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mutant, piece, proof, ran } from '../spec-support.js';
import { renderProofPage } from './render-page.js';

const BEHAVIOURS = [
  { id: 'recv-blocks-until-data', call: 'recv', claim: 'recv waits.' },
  { id: 'limit-data-toxic-truncates-with-eof', call: 'proxy', claim: 'limit_data cuts.' },
];
const page = (...proofs: Parameters<typeof renderProofPage>[0]['proofs']): string =>
  renderProofPage({ proofs, startedAt: '2026-01-31T12:00:00.000Z', durationUs: 41_000_000 }, BEHAVIOURS);

describe('the page', () => {
  test('needs nothing but itself', () => {
    const html = page(proof());
    assert.doesNotMatch(html, /<(script|link|img|iframe)\b|https?:|url\(|@import/);
    assert.match(html, /prefers-color-scheme:dark/);
  });

  test('has a row for each behaviour that is proven, and a column for each mutant', () => {
    const html = page(proof({ mutants: [mutant('recv-once', 'caught'), mutant('ignores-eof', 'survived')] }));
    assert.match(html, /<span class="mono">limit-data-toxic-truncates-with-eof<\/span>/);
    assert.doesNotMatch(html, /recv-blocks-until-data/);
    assert.equal(html.match(/<th class="column"[^>]*><span>(recv-once|ignores-eof)<\/span>/g)?.length, 2);
    assert.match(html, /<td class="cell wrong"><a href="#s1-1"[^>]*>✗<\/a><\/td>/);
    assert.match(html, /<tr id="s1-1">/);
  });

  test('has one mark for each scenario of a behaviour in a cell', () => {
    const html = page(proof(), proof({ title: 'another', mutants: [mutant('recv-once', 'inconclusive')] }));
    const cell = /<td class="cell doubtful">(?:<a [^>]*>[✓?]<\/a>){2}<\/td>/;
    assert.match(html, cell);
  });

  test('shows scenarios that state a claim of their own, and unknown ids, too', () => {
    const { proves: _, ...own } = proof({ title: 'our protocol answers' });
    const html = page(own, proof({ proves: 'removed-since', title: 'of another catalogue' }));
    assert.match(html, /<h2>other claims<\/h2>/);
    assert.match(html, /our protocol answers[\s\S]*of another catalogue/);
  });

  test('says how a mutant differs, line by line', () => {
    assert.match(
      page(proof()),
      /<pre><del>        received \+= chunk<\/del><ins>        received \+= chunk\n        break<\/ins>/,
    );
  });

  test('lists what is not as it must be at the top, and only then', () => {
    assert.doesNotMatch(page(proof()), /Not as it must be/);
    const html = page(proof({ control: ran('broken', { at: piece('await exit') }) }));
    assert.match(html, /Not as it must be<\/h2><div><a href="#s1" class="wrong">✗ a reply that is cut/);
  });

  test('lets nothing through that a program or an author wrote', () => {
    const hostile = '</title><script>alert(1)</script>"\u202E\u0000';
    const html = page(
      proof({
        title: hostile,
        file: hostile,
        control: { outcome: 'none', reason: hostile },
        mutants: [mutant(hostile, 'elsewhere', { mistake: hostile, at: { ...piece(hostile), actual: hostile } })],
      }),
    );
    for (const harmful of ['<script', '\u202E', '\u0000']) assert.ok(!html.includes(harmful));
  });
});
