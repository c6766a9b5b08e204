import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateNodesContext, NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { TemporaryWorkspace } from '../test/support/temporary-workspace.ts';
import { createNodes, type DeployPluginOptions } from './plugin.ts';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = new TemporaryWorkspace();
  workspace.write('apps/api/project.json', { name: 'api' });
  workspace.write('apps/api/Dockerfile', 'FROM scratch');
  workspace.write('apps/web/package.json', {
    name: '@x/web',
    nx: { targets: { build: { inputs: ['web'] } } },
  });
  workspace.write('apps/job/project.json', {
    name: 'job',
    targets: { build: { inputs: [{ env: 'MODE' }] } },
  });
  workspace.write('apps/bundled/project.json', {
    name: 'bundled',
    targets: { build: { executor: '@nx/esbuild:esbuild' } },
  });
  workspace.write('release/project.json', { name: 'release' });
});
afterAll(() => workspace.remove());

/** Calls the plugin as Nx does, with the files that its pattern would find. */
async function targetsOf(
  file: string,
  { options, nxJson = {} }: { options?: DeployPluginOptions; nxJson?: NxJsonConfiguration } = {},
): Promise<Record<string, TargetConfiguration> | undefined> {
  const context: CreateNodesContext = { workspaceRoot: workspace.root, nxJsonConfiguration: nxJson };
  const [result] = await createNodes[1]([file], options, context);
  const [project] = Object.values(result?.[1].projects ?? {});
  return project?.targets;
}

describe('the plugin', () => {
  it('gives a project with a Dockerfile its three targets', async () => {
    const targets = await targetsOf('apps/api/Dockerfile', { options: { repositoryPrefix: 'team' } });
    expect(targets).toMatchObject({
      'docker-build': {
        executor: '@todo/deploy:docker-build',
        options: { repository: 'team/{projectName}', dockerfile: 'apps/api/Dockerfile' },
      },
      'k8s-apply': { executor: '@todo/deploy:k8s-apply' },
      deploy: { executor: '@todo/deploy:deploy' },
    });
  });

  it('lets Nx cache none of them, and build nothing before them', async () => {
    const targets = await targetsOf('apps/api/Dockerfile');
    for (const target of Object.values(targets ?? {})) {
      expect(target.cache).toBe(false);
      expect(target.dependsOn).toBeUndefined();
    }
  });

  it('names images after the project alone when no prefix is set', async () => {
    const targets = await targetsOf('apps/api/Dockerfile');
    expect(targets?.['docker-build']?.options).toMatchObject({ repository: '{projectName}' });
  });

  it('gives the project with the chart what is for the cluster', async () => {
    const targets = await targetsOf('release/chart/Chart.yaml');
    expect(Object.keys(targets ?? {})).toEqual(['k8s-apply', 'deploy']);
    expect(targets?.deploy?.options).toEqual({ chart: 'release/chart' });
  });

  it('gives each target a configuration for every environment beside the chart', async () => {
    const files = [
      'release/environments/staging.yaml',
      'release/chart/Chart.yaml',
      'release/environments/local.yaml',
      'apps/api/Dockerfile',
      'apps/web/environments/other.yaml',
    ];
    const context = { workspaceRoot: workspace.root, nxJsonConfiguration: {} };
    const results = await createNodes[1](files, {}, context);
    const targets = results.flatMap(([, { projects = {} }]) =>
      Object.values(projects).flatMap((project) => Object.values(project.targets ?? {})),
    );
    expect(targets).toHaveLength(5);
    for (const { configurations } of targets)
      expect(configurations).toEqual({
        local: { environment: 'local' },
        staging: { environment: 'staging' },
      });
  });

  it('leaves a Dockerfile alone that lies in no project', async () => {
    expect(await targetsOf('release/fixtures/Dockerfile')).toBeUndefined();
  });

  it('takes the workspace itself for a project only where its package.json says so', async () => {
    expect(await targetsOf('Dockerfile')).toBeUndefined();
    workspace.write('package.json', { name: 'alone', nx: {} });
    expect(await targetsOf('Dockerfile')).toHaveProperty('docker-build');
  });

  const files = ['{projectRoot}/Dockerfile', '{projectRoot}/.dockerignore'];

  it.each<{ what: string; folder: string; nxJson: NxJsonConfiguration; inputs: unknown[] }>([
    {
      what: 'all files without a named input production',
      folder: 'apps/api',
      nxJson: {},
      inputs: ['default', '^default', ...files],
    },
    {
      what: 'production files where they are named',
      folder: 'apps/api',
      nxJson: { namedInputs: { production: [] } },
      inputs: ['production', '^production', ...files],
    },
    {
      what: 'what build targets read by default',
      folder: 'apps/api',
      nxJson: { targetDefaults: { build: { inputs: ['default', { externalDependencies: ['esbuild'] }] } } },
      inputs: ['default', '^default', ...files, { externalDependencies: ['esbuild'] }],
    },
    {
      what: 'what targets of its executor read by default, before what build targets do',
      folder: 'apps/bundled',
      nxJson: {
        targetDefaults: { build: { inputs: ['other'] }, '@nx/esbuild:esbuild': { inputs: ['own'] } },
      },
      inputs: ['default', '^default', ...files, 'own'],
    },
    {
      what: 'what the build target of project.json reads',
      folder: 'apps/job',
      nxJson: { targetDefaults: { build: { inputs: ['other'] } } },
      inputs: ['default', '^default', ...files, { env: 'MODE' }],
    },
    {
      what: 'what the build target of package.json reads',
      folder: 'apps/web',
      nxJson: {},
      inputs: ['default', '^default', ...files, 'web'],
    },
  ])('takes for inputs $what', async ({ folder, nxJson, inputs }) => {
    const targets = await targetsOf(`${folder}/Dockerfile`, { nxJson });
    expect(targets?.['docker-build']?.inputs).toEqual(inputs);
  });
});
