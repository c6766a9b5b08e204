import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TemporaryWorkspace } from '../../test/support/temporary-workspace.ts';
import type { WorkspaceUnits } from './read-units.ts';

const reader = join(import.meta.dirname, '../../test/support/print-units.ts');

let workspace: TemporaryWorkspace;
let first: WorkspaceUnits;
beforeAll(async () => {
  workspace = new TemporaryWorkspace();
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/chart/Chart.yaml', 'name: x');
  workspace.write('apps/web/project.json', { name: 'web', implicitDependencies: ['api', 'shared'] });
  workspace.write('apps/web/Dockerfile', 'FROM scratch');
  workspace.write('apps/api/project.json', { name: 'api', implicitDependencies: ['shared'] });
  workspace.write('apps/api/Dockerfile', 'FROM scratch\nCOPY main.ts ./\n');
  workspace.write('apps/api/main.ts', 'export const answer = 42;\n');
  workspace.write('apps/mail/project.json', { name: '@acme/Mail', implicitDependencies: ['web'] });
  workspace.write('apps/mail/Dockerfile', 'FROM scratch');
  workspace.write('libs/shared/project.json', { name: 'shared' });
  workspace.write('libs/shared/index.ts', 'export {};\n');
  workspace.write('libs/other/project.json', { name: 'other' });
  workspace.write('apps/teller/project.json', {
    name: 'teller',
    metadata: { deploy: { after: ['api', 'mail'] } },
    targets: { 'docker-build': tellHash },
  });
  workspace.write('apps/teller/Dockerfile', 'FROM scratch');
  first = await readUnits();
});
afterAll(() => workspace.remove());

/** A command in place of the executor, that tells which hash Nx gave its task. */
const tellHash = {
  executor: 'nx:run-commands',
  inputs: ['production', '^production'],
  options: {
    command: 'echo "hash of the task: $NX_TASK_HASH"',
    repository: 'team/teller',
    dockerfile: 'apps/teller/Dockerfile',
  },
};

/** In a process of its own, as Nx keeps a workspace's state for the life of a process. */
async function readUnits(): Promise<WorkspaceUnits> {
  return JSON.parse(await workspace.run(reader)) as WorkspaceUnits;
}

function hashIn({ units }: WorkspaceUnits, unit: string): string | undefined {
  return units.find(({ name }) => name === unit)?.image?.inputHash;
}

describe('readUnits', () => {
  it('finds the shared unit, and those with an image, each after those that it depends on', () => {
    const { units, sharedRoot, chart } = first;
    expect({ sharedRoot, chart }).toEqual({
      sharedRoot: 'release',
      chart: join(workspace.root, 'release/chart'),
    });
    const inputHash = expect.stringMatching(/^\d+$/) as unknown;
    const image = (name: string) => ({
      repository: `team/${name}`,
      dockerfile: `apps/${name}/Dockerfile`,
      inputHash,
    });
    expect(units).toEqual([
      { name: 'release', root: 'release', after: [] },
      {
        name: 'mail',
        project: '@acme/Mail',
        root: 'apps/mail',
        after: ['release', 'api', 'web'],
        image: image('mail'),
      },
      { name: 'api', root: 'apps/api', after: ['release'], image: image('api') },
      {
        name: 'teller',
        root: 'apps/teller',
        after: ['release', 'api', 'mail'],
        image: image('teller'),
      },
      { name: 'web', root: 'apps/web', after: ['release', 'api'], image: image('web') },
    ]);
  });

  it('hashes an image as Nx hashes its task', async () => {
    const output = await workspace.nx('run', 'teller:docker-build', '--output-style=static');
    expect(output).toContain(`hash of the task: ${hashIn(first, 'teller')} `);
  });

  it('keeps the hash of an image when only files change that it is not made from', async () => {
    const others = [
      'apps/web/page.ts',
      'libs/other/index.ts',
      'libs/shared/README.md',
      'release/chart/values.yaml',
      'release/environments/staging.yaml',
    ];
    for (const path of ['apps/api/README.md', 'apps/api/main.spec.ts', ...others])
      workspace.write(path, 'new');
    const now = await readUnits();
    expect(hashIn(now, 'api')).toBe(hashIn(first, 'api'));
    expect(hashIn(now, 'web')).not.toBe(hashIn(first, 'web'));
  });

  it('hashes an image anew after a change of its files, its Dockerfile, or a library', async () => {
    const paths = [
      'apps/api/main.ts',
      'apps/api/Dockerfile',
      'apps/api/.dockerignore',
      'libs/shared/index.ts',
    ];
    const hashes = new Set([hashIn(first, 'api')]);
    for (const path of paths) {
      workspace.write(path, '# changed');
      hashes.add(hashIn(await readUnits(), 'api'));
    }
    expect(hashes.size).toBe(1 + paths.length);
  });

  it('refuses two projects that would be the same unit', async () => {
    workspace.write('apps/post/project.json', { name: '@post/mail' });
    workspace.write('apps/post/Dockerfile', 'FROM scratch');
    await expect(readUnits()).rejects.toMatchObject({
      stderr: expect.stringContaining('Projects @acme/Mail, @post/mail: each would be unit mail') as unknown,
    });
  });
});
