import { basename } from 'node:path';

/**
 * Jest configuration of one project: ES modules, TypeScript through swc, results counted by the reporter.
 *
 * @param {'unit' | 'integration' | 'e2e'} level which files are its tests: beside the source, or under test/ and e2e/
 * @param {string} projectRoot the project's folder
 */
export function jestPreset(level, projectRoot) {
  const project = basename(projectRoot);
  return {
    rootDir: projectRoot,
    displayName: `${project} ${level}`,
    testEnvironment: 'node',
    testMatch: testMatch[level],
    // What is built has a package.json of the same name as its source.
    modulePathIgnorePatterns: ['<rootDir>/dist/'],
    extensionsToTreatAsEsm: ['.ts', '.tsx'],
    transform: { '^.+\\.tsx?$': ['@swc/jest', swc] },
    // Only keeps a test from hanging, however busy the machine is: none is timed.
    testTimeout: level === 'unit' ? 60_000 : 600_000,
    maxWorkers: level === 'unit' ? 2 : 1,
    reporters: ['default', [import.meta.dirname + '/counting-reporter.mjs', { project, level }]],
  };
}

const testMatch = {
  // Jest replaces <rootDir> only at the start of a pattern, hence not after a `!`.
  unit: ['<rootDir>/**/*.spec.{ts,tsx}', '!**/*.int.spec.ts', '!**/dist/**'],
  integration: ['<rootDir>/**/*.int.spec.ts'],
  e2e: ['<rootDir>/e2e/**/*.e2e.ts'],
};

const swc = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
  module: { type: 'es6' },
};
