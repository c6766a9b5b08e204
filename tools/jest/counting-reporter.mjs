import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const resultsFolder = join(import.meta.dirname, '../../dist/test-results');

/**
 * Writes how many tests passed, and which ones failed, to `dist/test-results/PROJECT.LEVEL.json`, which `npm test` adds up.
 */
export default class CountingReporter {
  constructor({ rootDir }, { project, level }) {
    this.level = level;
    this.file = join(resultsFolder, `${project}.${level}.json`);
    this.place = (file) => `${project} ${level} › ${relative(rootDir, file)}`;
  }

  onRunComplete(_contexts, { testResults, numPassedTests }) {
    const failures = testResults.flatMap((suite) => this.failuresOf(suite));
    const counts = { level: this.level, passed: numPassedTests, failures };
    mkdirSync(resultsFolder, { recursive: true });
    writeFileSync(this.file, JSON.stringify(counts) + '\n');
  }

  /** A file that could not be run counts as one. */
  failuresOf({ testFilePath, testExecError, testResults }) {
    const place = this.place(testFilePath);
    if (testExecError) return [place];
    return testResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${place} › ${fullName}`);
  }
}
