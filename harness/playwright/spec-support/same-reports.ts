// For specs: reports of two invocations of the same scenarios, without what differs from one to the other: when, how long,
// where.

import type { Project } from './project.js';

export const SUITE_FILES = ['results.json', 'junit.xml', 'summary.md', 'results.tap'] as const;

/** A file of the invocation's folder, as text in which only what the scenarios are and came to is left. */
export function timelessReport(project: Project, folder: string, file: string): string {
  return project
    .read(`${folder}/${file}`)
    .replaceAll(folder, 'FOLDER')
    .replaceAll(/reports\/\d{4}-\d\d-\d\dT[\d-]+-\w{4}/g, 'FOLDER')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'WHEN')
    .replaceAll(/\brun[\w-]*project-[\w-]+/g, 'RUN')
    .replaceAll(/("runId": ")[^"]*/g, '$1RUN')
    .replaceAll(/("durationUs": )\d+/g, '$1N')
    .replaceAll(/( time=")[\d.]+/g, '$1N')
    .replaceAll(/ in \d+(\.\d+)? m?s$/gm, ' in N');
}
