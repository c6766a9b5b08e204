import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const resultsFolder = join(import.meta.dirname, '../../dist/test-results');

/** Writes how many tests passed and failed to `dist/test-results/PROJECT.LEVEL.json`, which `npm test` adds up. */
export default class CountingReporter {
  constructor(_globalConfig, { project, level }) {
    this.file = join(resultsFolder, `${project}.${level}.json`);
  }

  onRunComplete(_contexts, results) {
    mkdirSync(resultsFolder, { recursive: true });
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    writeFileSync(this.file, JSON.stringify({ passed: results.numPassedTests, failed }) + '\n');
  }
}
