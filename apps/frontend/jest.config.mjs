import { jestPreset } from '../../tools/jest/preset.mjs';

export default {
  ...jestPreset('unit', import.meta.dirname),
  modulePathIgnorePatterns: ['<rootDir>/.next/', '<rootDir>/dist/'],
  moduleNameMapper: { '\\.module\\.css$': '<rootDir>/test/class-names.ts' },
};
