import { describe, expect, it } from '@jest/globals';
import type { TargetConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { reviewDockerfile } from '../dockerfile-review/review-dockerfile.ts';
import { chooseBuilder } from '../image/choose-builder.ts';
import { parseDockerfile } from '../image/dockerfile.ts';
import { dockerfileOf } from './dockerfile-of.ts';

function dockerfile(build: TargetConfiguration, packageJson?: object): string {
  const tree = createTreeWithEmptyWorkspace();
  if (packageJson) tree.write('apps/api/package.json', JSON.stringify(packageJson));
  return dockerfileOf(tree, { project: { name: 'api', root: 'apps/api', targets: { build } }, port: 8080 });
}

describe('dockerfileOf', () => {
  it('needs no Docker engine', () => {
    const parsed = parseDockerfile(dockerfile({}), 'apps/api/Dockerfile');
    expect(chooseBuilder(parsed)).toMatchObject({ builder: 'assemble' });
  });

  it('breaks no rule of BuildKit or hadolint', async () => {
    const text = dockerfile({});
    expect(await reviewDockerfile({ file: 'Dockerfile', text }, { hadolint: false })).toMatchObject({
      findings: [],
    });
  });

  it('tells the service its port', () => {
    expect(dockerfile({})).toMatch(/^ENV .*PORT=8080$[^]*^EXPOSE 8080$/m);
  });

  it.each<[string, TargetConfiguration, string]>([
    ['nothing but a target', {}, 'dist/'],
    ['outputs', { outputs: ['{projectRoot}/out'] }, 'out/'],
    ['outputs of the workspace', { outputs: ['{workspaceRoot}/apps/{projectName}/dist'] }, 'dist/'],
    ['a pattern', { outputs: ['{projectRoot}/dist/**/*.js'] }, 'dist/'],
    ['an output path', { options: { outputPath: 'apps/api/build' } }, 'build/'],
  ])('takes over the output that %s names', (_, build, folder) => {
    expect(dockerfile(build)).toContain(`COPY ${folder} ./\n`);
  });

  it.each<[string, object, object, string]>([
    ['nothing', {}, {}, 'main.js'],
    ["a bundler's main", { main: 'apps/api/src/server.ts' }, {}, 'server.js'],
    ["a bundler's file", { outputFileName: 'api.mjs' }, {}, 'api.mjs'],
    ['the package', {}, { main: './dist/src/index.js' }, 'src/index.js'],
    ['the package, outside of the output', {}, { main: './src/index.ts' }, 'main.js'],
  ])('runs what %s names', (_, options, ...[packageJson, main]) => {
    expect(dockerfile({ options }, packageJson)).toContain(`CMD ["${main}"]\n`);
  });

  it('refuses an output that no COPY reaches', () => {
    expect(() => dockerfile({ outputs: ['{workspaceRoot}/dist/{projectRoot}'] })).toThrow(
      /^Project api: its build leaves dist\/apps\/api, .* set outputPath .* apps\/api\/dist/,
    );
  });
});
