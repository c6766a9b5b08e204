import { describe, expect, it } from '@jest/globals';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { findSetUp } from './find-set-up.ts';

const projects = ['apps/api', 'deploy', 'ops/release'].map((root) => ({ name: root, root }));

/** Finds it where the projects in these folders have values. */
function find(values: Readonly<Record<string, string>>): string {
  const tree = createTreeWithEmptyWorkspace();
  for (const [root, text] of Object.entries(values)) tree.write(`${root}/chart/values.yaml`, text);
  return findSetUp(tree, projects);
}

describe('findSetUp', () => {
  it('finds the project whose chart has services, in whatever folder', () => {
    expect(
      find({ 'ops/release': '# ours\nservices:\n  api: {}\n', deploy: 'postgres:\n  services: 1\n' }),
    ).toBe('ops/release');
  });

  it('says what makes a chart where there is none', () => {
    expect(() => find({})).toThrow(/no project holds a chart with services; npx nx g @todo\/deploy:init/);
  });

  it('names the charts where there are several', () => {
    expect(() => find({ deploy: 'services: {}', 'ops/release': 'services: {}' })).toThrow(
      'deploy, ops/release each hold a chart with services',
    );
  });
});
