// JUnit XML as Jenkins' junit-10 schema has it (which allows a case neither `file` nor `line`): a suite for each scenario file,
// a case for each scenario and row, of the class that is its file; the place of a failure is in its text.

import type { ReporterKind, SuiteReport } from './reporter.js';
import type { RunSummary } from './run-report.js';
import { renderRunDetails, titleOf } from './terminal.js';
import { escapeXml, escapeXmlText } from './visible-text.js';

export const junit: ReporterKind = {
  name: 'junit',
  about: 'JUnit XML for CI servers',
  scope: 'suite',
  fileName: 'junit.xml',
  mediaType: 'application/xml',
  render: renderJunit,
};

function renderJunit({ runs, durationUs }: SuiteReport): string {
  const files = [...new Set(runs.map(({ file }) => file))];
  const suites = files.map((file) =>
    renderSuite(
      file,
      runs.filter((run) => run.file === file),
    ),
  );
  const counted = `tests="${runs.length}" failures="${count(runs, 'broken')}" errors="${count(runs, 'inconclusive')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="guasto" ${counted} time="${seconds(durationUs)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function renderSuite(file: string, runs: readonly RunSummary[]): string {
  const totalUs = runs.reduce((sum, run) => sum + run.durationUs, 0);
  const earliest = runs.map(({ startedAt }) => startedAt).toSorted()[0] ?? '';
  const name = escapeXml(file);
  return [
    `  <testsuite name="${name}" file="${name}" tests="${runs.length}" failures="${count(runs, 'broken')}"` +
      ` errors="${count(runs, 'inconclusive')}" skipped="${count(runs, 'unsupported')}"` +
      ` time="${seconds(totalUs)}" timestamp="${escapeXml(earliest)}">`,
    ...runs.map(renderCase),
    '  </testsuite>',
  ].join('\n');
}

function renderCase(run: RunSummary): string {
  const head =
    `    <testcase name="${escapeXml(titleOf(run))}" classname="${escapeXml(run.file)}"` +
    ` time="${seconds(run.durationUs)}"`;
  const body = renderOutcome(run);
  return body === '' ? `${head}/>` : `${head}>\n${body}\n    </testcase>`;
}

function renderOutcome(run: RunSummary): string {
  switch (run.outcome) {
    case 'held':
      return '';
    case 'unsupported':
      return `      <skipped message="${escapeXml(run.reason ?? 'unsupported here')}"/>`;
    case 'broken':
      return renderTrouble('failure', run);
    case 'inconclusive':
      return renderTrouble('error', run);
  }
}

function renderTrouble(element: 'failure' | 'error', run: RunSummary): string {
  const message = escapeXml(messageOf(run));
  const body = escapeXmlText(renderRunDetails(run, { colour: false }));
  return `      <${element} type="${run.outcome}" message="${message}">${body}</${element}>`;
}

/** `takes: expected at most 600 ms, actual 2 s`, of the first piece that decided. */
export function messageOf(run: RunSummary): string {
  const piece = run.pieces.find(({ outcome }) => outcome === run.outcome);
  if (piece === undefined) return run.reason ?? run.outcome;
  const { label, clause, expected, actual } = piece;
  const head = clause === '' || label.includes(clause) ? label : `${label}: ${clause}`;
  return `${head}: expected ${expected}, actual ${actual}`;
}

const count = (runs: readonly RunSummary[], outcome: RunSummary['outcome']): number =>
  runs.filter((run) => run.outcome === outcome).length;

const seconds = (us: number): string => (us / 1_000_000).toFixed(3);
