// Annotations of GitHub Actions: workflow commands that put each verdict on its YAML line.

import { messageOf } from './junit.js';
import { pathInRepository, type Repository } from './path-in-repository.js';
import type { ReporterKind, SuiteReport } from './reporter.js';
import type { ReportPiece, RunSummary } from './run-report.js';
import { titleOf } from './terminal.js';
import { visibleText } from './visible-text.js';

/** GitHub shows ten errors a step; more would only hide others. */
const PIECES = 10;

export const github: ReporterKind = {
  name: 'github',
  about: 'annotations for GitHub Actions',
  scope: 'suite',
  fileName: undefined,
  mediaType: 'text/plain',
  render: renderGithub,
};

function renderGithub({ runs, repository }: SuiteReport): string {
  return runs
    .flatMap((run) => annotationsOf(run, repository))
    .map((line) => `${line}\n`)
    .join('');
}

function annotationsOf(run: RunSummary, repository: Repository | undefined): readonly string[] {
  if (run.outcome === 'held') return [];
  const title = `${run.outcome}: ${titleOf(run)}`;
  const inRepository = (file: string): string => pathInRepository(file, repository);
  const whole = { file: inRepository(run.file), line: run.line, column: 1 };
  if (run.outcome === 'unsupported') return [command('notice', { ...whole, title }, run.reason ?? 'unsupported here')];
  const pieces = run.pieces.filter(({ outcome }) => outcome === run.outcome).slice(0, PIECES);
  if (pieces.length === 0) return [command('error', { ...whole, title }, messageOf(run))];
  return pieces.map((piece) =>
    command('error', { ...piece.span, file: inRepository(piece.span.file), title }, textOf(piece, run)),
  );
}

function textOf(piece: ReportPiece, { repeat }: RunSummary): string {
  const { label, clause, expected, actual, hint } = piece;
  return [
    clause === '' || label.includes(clause) ? label : `${label}: ${clause}`,
    `expected ${expected}`,
    `actual   ${actual}`,
    ...(hint === undefined ? [] : [`hint     ${hint}`]),
    `repeat   ${repeat}`,
  ]
    .map((line) => visibleText(line))
    .join('\n');
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
}

function command(level: 'error' | 'notice', { file, line, column, title }: Place, text: string): string {
  return `::${level} file=${escapeProperty(file)},line=${line},col=${column},title=${escapeProperty(title)}::${escapeData(text)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(visibleText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
