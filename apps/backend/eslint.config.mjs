import { eslintBase } from '../../tools/eslint/base.mjs';

export default [
  ...eslintBase(import.meta.dirname),
  // Starts the development database; no part of what is built.
  { files: ['src/dev.ts'], rules: { 'no-restricted-imports': 'off' } },
];
