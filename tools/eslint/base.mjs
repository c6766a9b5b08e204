import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { boundaries } from './boundaries.mjs';
import { envAccess } from './env-access.mjs';

/**
 * ESLint configuration that every project extends.
 *
 * @param {string} projectRoot the project's folder, for type-aware rules
 */
export function eslintBase(projectRoot) {
  return tseslint.config(
    { ignores: ['**/dist/**', '**/.next/**', '**/node_modules/**', '**/*.d.ts', '**/test-results/**'] },
    { plugins: { '@nx': nx } },
    {
      files: ['**/*.ts', '**/*.tsx'],
      extends: [tseslint.configs.recommendedTypeChecked],
      languageOptions: { parserOptions: { project: true, tsconfigRootDir: projectRoot } },
      rules: typeAware,
    },
    { files: ['**/*.{ts,tsx,mjs}'], rules: size },
    {
      files: ['**/*.{spec,e2e}.{ts,tsx}', '**/test/**'],
      rules: { 'max-lines': ['error', 500], 'max-lines-per-function': 'off' },
    },
    boundaries,
    envAccess,
    prettier,
  );
}

const typeAware = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

const size = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
  complexity: ['error', 10],
  'max-depth': ['error', 3],
  'max-params': ['error', 3],
};
