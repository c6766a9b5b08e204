import { describe, expect, it } from '@jest/globals';
import type { ProjectConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { chooseProjects } from './choose-projects.ts';

const targets = { build: {} };
const all: readonly ProjectConfiguration[] = [
  { name: 'web', root: 'apps/web', projectType: 'application', targets },
  { name: '@acme/api', root: 'apps/api', targets },
  { name: 'web-e2e', root: 'apps/web-e2e', projectType: 'application', targets: { e2e: {} } },
  { name: 'ui', root: 'libs/ui', projectType: 'library', targets },
  { name: '@acme/wire', root: 'libs/wire', targets },
  { name: 'ops', root: 'ops', targets },
  { name: 'source', root: '.', targets },
];

function choose(...names: readonly string[]): readonly (string | undefined)[] {
  const tree = createTreeWithEmptyWorkspace();
  tree.write('apps/api/package.json', '{ "main": "dist/main.js" }');
  tree.write('libs/wire/package.json', '{ "exports": { ".": "./dist/index.js" } }');
  return chooseProjects(tree, { all, names, directory: 'ops' }).map(({ name }) => name);
}

describe('chooseProjects', () => {
  it('takes all applications that have a build', () => {
    expect(choose()).toEqual(['@acme/api', 'web']);
  });

  it('takes those that are named, with or without their scope', () => {
    expect(choose('api', 'ui')).toEqual(['@acme/api', 'ui']);
  });

  it('names what there is instead of a project that is not', () => {
    expect(() => choose('moon')).toThrow(
      /^Project moon: no such project; there are @acme\/api, .*, web-e2e$/,
    );
  });
});
