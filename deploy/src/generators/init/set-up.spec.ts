import { beforeEach, describe, expect, it } from '@jest/globals';
import { addProjectConfiguration, type ProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { load } from 'js-yaml';
import { join, relative } from 'node:path';
import { setUp, writeChartTemplates } from './set-up.ts';

const api: ProjectConfiguration = { name: '@acme/api', root: 'apps/api', targets: { build: {} } };
const web: ProjectConfiguration = { name: 'web', root: 'apps/web', targets: { build: {} } };
const options = { projects: [api, web], directory: 'deploy', port: 8080 };

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  tree.write('package.json', '{ "name": "@acme/source" }');
  tree.write('.prettierignore', '/dist\n');
});

function read(file: string): string {
  return tree.read(file, 'utf8') ?? '';
}

/** What is in the workspace, to see that nothing changes. */
function snapshot(): ReadonlyMap<string, string> {
  return new Map(tree.listChanges().map(({ path }) => [path, read(path)]));
}

describe('setUp', () => {
  it('names the plugin, with the name of the workspace as the folder of its images', () => {
    setUp(tree, options);
    expect(JSON.parse(read('nx.json'))).toMatchObject({
      plugins: [{ plugin: '@todo/deploy/plugin', options: { repositoryPrefix: 'acme' } }],
    });
  });

  it('gives each project a place in the values, by the name of its unit', () => {
    setUp(tree, options);
    expect(load(read('deploy/chart/values.yaml'))).toMatchObject({
      services: {
        api: { image: 'acme/api', port: 8080, ingressPath: '/' },
        web: { image: 'acme/web', port: 8080 },
      },
    });
  });

  it('takes the folder of the images from the plugin where nx.json names it already', () => {
    const plugin = { plugin: '@todo/deploy/plugin', options: { repositoryPrefix: 'team' } };
    tree.write('nx.json', JSON.stringify({ plugins: ['@nx/js', plugin] }));
    setUp(tree, options);
    expect(load(read('deploy/chart/values.yaml'))).toMatchObject({
      services: { api: { image: 'team/api' } },
    });
    expect(JSON.parse(read('nx.json'))).toEqual({ plugins: ['@nx/js', plugin] });
  });

  it('knows the plugin by its file too, as the workspace names it that holds its source', () => {
    const file = relative(tree.root, join(import.meta.dirname, '../../plugin.mjs'));
    const plugin = { plugin: file, options: { repositoryPrefix: 'team' } };
    tree.write('nx.json', JSON.stringify({ plugins: [plugin] }));
    setUp(tree, options);
    expect(load(read('deploy/chart/values.yaml'))).toMatchObject({
      services: { api: { image: 'team/api' } },
    });
    expect(JSON.parse(read('nx.json'))).toEqual({ plugins: [plugin] });
  });

  it('names chart, namespace and release', () => {
    setUp(tree, { ...options, repositoryPrefix: 'shop' });
    expect(load(read('deploy/chart/Chart.yaml'))).toMatchObject({ name: 'shop' });
    expect(load(read('deploy/environments/local.yaml'))).toMatchObject({
      namespace: 'shop',
      release: 'shop',
    });
  });

  it('makes a project of the folder with the chart', () => {
    setUp(tree, { ...options, directory: 'ops/release' });
    expect(JSON.parse(read('ops/release/project.json'))).toMatchObject({ name: 'release' });
  });

  it('keeps formatters away from the templates', () => {
    setUp(tree, options);
    expect(read('.prettierignore')).toBe('/dist\ndeploy/chart/templates\n');
  });

  it('changes nothing the second time', () => {
    setUp(tree, options);
    writeChartTemplates(tree, 'deploy');
    const first = snapshot();
    setUp(tree, options);
    writeChartTemplates(tree, 'deploy');
    expect(snapshot()).toEqual(first);
  });

  it('leaves alone what is there already', () => {
    const mine = {
      'apps/api/Dockerfile': 'FROM mine\n',
      'deploy/chart/templates/deployment.yaml': '# mine\n',
      'deploy/chart/values.yaml':
        'services:\n    web: { image: mine,   port: 1 } # mine\n    api: { image: mine, port: 2 }\n',
      'deploy/environments/local.yaml': 'namespace: mine\n',
    };
    for (const [file, text] of Object.entries(mine)) tree.write(file, text);
    addProjectConfiguration(tree, 'mine', { root: 'deploy' });
    setUp(tree, options);
    writeChartTemplates(tree, 'deploy');
    expect(Object.fromEntries(Object.keys(mine).map((file) => [file, read(file)]))).toEqual(mine);
    expect(JSON.parse(read('deploy/project.json'))).toMatchObject({ name: 'mine' });
  });

  it('adds a service beside others, whose comments and lines stay', () => {
    const values =
      '# first\nservices:\n  # about web\n  web: { image: mine, port: 1 } # mine\n\nlast: [1, 2] # end\n';
    tree.write('deploy/chart/values.yaml', values);
    setUp(tree, { ...options, projects: [api] });
    expect(read('deploy/chart/values.yaml')).toBe(
      values.replace('# mine\n', '# mine\n  api:\n    image: acme/api\n    port: 8080\n    ingressPath: /\n'),
    );
  });
});
