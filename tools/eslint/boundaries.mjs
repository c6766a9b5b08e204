const only = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });

/** Who may import whom, by the tags in each project.json. */
export const boundaries = {
  files: ['**/*.{ts,tsx,mjs}'],
  rules: {
    '@nx/enforce-module-boundaries': [
      'error',
      {
        allow: ['^.*/tools/(esbuild|eslint|jest)/.*$'],
        enforceBuildableLibDependency: false,
        depConstraints: [
          only('type:app', 'type:contracts', 'type:util', 'type:testing', 'type:deploy'),
          only('type:deploy', 'type:util', 'type:testing'),
          only('type:contracts', 'type:util'),
          only('type:util', 'type:util', 'type:contracts', 'type:testing'),
          only('type:testing', 'type:contracts', 'type:util'),
          only('type:tool', 'type:util', 'type:testing'),
          only('platform:browser', 'platform:browser', 'platform:any', 'type:testing'),
        ],
      },
    ],
  },
};
