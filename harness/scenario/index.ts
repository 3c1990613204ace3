// The scenario room's face: files in, scenarios and problems out.

export { bindPlaces, bindText, placesIn, type Addresses, type PlaceFiles } from './places.js';
export { citationOf, NEEDS, TIERS, type Behaviour, type Need, type Source, type Tier } from './behaviours/behaviour.js';
export { readCatalogue, type Catalogue } from './behaviours/read-catalogue.js';
export { breaksAt } from './breaks.js';
export { applyVariant, controlOf, findMutant, type ControlOf } from './variant.js';
export { SCENARIO_SUFFIX, shownPath } from './files.js';
export { findScenarioFiles, type FoundFiles } from './find-files.js';
export { readScenarioFile, readScenarioFiles, type ReadFile, type ReadOptions } from './read-file.js';
export { renderProblems, type RenderProblemsOptions } from './render-problems.js';
export { didYouMean } from './text/near.js';
export type { Shelves } from './language.js';
export type * from './scenario.js';
