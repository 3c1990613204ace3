import { defineScenarios } from 'guasto/playwright';

export default defineScenarios({ dir: 'scenarios' });
