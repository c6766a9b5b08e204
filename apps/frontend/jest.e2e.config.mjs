import { jestPreset } from '../../tools/jest/preset.mjs';

export default {
  ...jestPreset('e2e', import.meta.dirname),
  modulePathIgnorePatterns: ['<rootDir>/.next/', '<rootDir>/dist/'],
};
