// One line at the bottom of a terminal: the one that runs of scenarios have too.

export { progressLine, type ProgressLine } from '../playwright/progress-line.js';
