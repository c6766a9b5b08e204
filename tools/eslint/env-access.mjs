const message = 'Read the environment in env.ts only, and pass what it holds.';

/** `process.env` is read in one file of each project, so that what a program needs is seen in one place. */
export const envAccess = {
  files: ['**/*.{ts,tsx}'],
  ignores: ['**/env.ts', '**/*.spec.ts', '**/*.e2e.ts', '**/test/**', '**/e2e/**', '**/*.config.ts'],
  rules: {
    'no-restricted-properties': ['error', { object: 'process', property: 'env', message }],
    'no-restricted-imports': [
      'error',
      { patterns: [{ group: ['@todo/testing', '@todo/testing/*'], message: 'Specs only.' }] },
    ],
  },
};
