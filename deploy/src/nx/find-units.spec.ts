import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TemporaryWorkspace } from '../../test/support/temporary-workspace.ts';
import type { WorkspaceUnits } from './read-units.ts';

const reader = join(import.meta.dirname, '../../test/support/print-units.ts');
const realPlugin = join(import.meta.dirname, '../plugin.mjs');

const workspace = new TemporaryWorkspace();
const variable = 'FLAVOR_OF_BUILD';
const nxJson = JSON.parse(readFileSync(join(workspace.root, 'nx.json'), 'utf8')) as Record<string, unknown>;

beforeAll(async () => {
  workspace.write('.gitignore', 'node_modules\ndist\n.nx\n.env.local\n');
  workspace.write('nx.json', { ...nxJson, plugins: ['./tools/plugin.mjs'] });
  workspace.write('tools/plugin.mjs', plugin('first'));
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/chart/Chart.yaml', 'name: x');
  workspace.write('apps/api/project.json', api('production', { env: variable }));
  workspace.write('apps/api/Dockerfile', 'FROM scratch');
  workspace.write('apps/api/main.ts', 'one');
  workspace.write('libs/shared/project.json', { name: 'shared' });
  workspace.write('libs/shared/index.ts', 'one');
  await read();
});
afterAll(() => {
  delete process.env[variable];
  workspace.remove();
});

/** The plugin as a file of the workspace, that leaves a mark each time Nx loads it to compute the project graph. */
function plugin(mark: string): string {
  return `import { appendFileSync, mkdirSync } from 'node:fs';
    mkdirSync('dist', { recursive: true });
    appendFileSync('dist/loads', '${mark} ');
    export * from '${realPlugin}';`;
}

function api(...inputs: unknown[]): unknown {
  return { name: 'api', implicitDependencies: ['shared'], targets: { build: { inputs } } };
}

async function read(): Promise<WorkspaceUnits> {
  return JSON.parse(await workspace.run(reader)) as WorkspaceUnits;
}

/** How often the project graph was computed so far. */
function graphsRead(): number {
  const file = join(workspace.root, 'dist/loads');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').length : 0;
}

function hashOfApi({ units }: WorkspaceUnits): string | undefined {
  return units.find(({ name }) => name === 'api')?.image?.inputHash;
}

describe('findUnits', () => {
  it('reads no project graph while nothing changes, and finds the same', async () => {
    const first = await read();
    const before = graphsRead();
    expect(await read()).toEqual(first);
    expect(graphsRead()).toBe(before);
  });

  it.each<[string, () => void]>([
    ['a file of the unit', () => workspace.write('apps/api/main.ts', 'two')],
    ['a file of a library', () => workspace.write('libs/shared/index.ts', 'two')],
    ['the Dockerfile', () => workspace.write('apps/api/Dockerfile', 'FROM scratch\nCMD ["x"]\n')],
    [
      'project.json',
      () => workspace.write('apps/api/project.json', api('production', { env: variable }, 'default')),
    ],
    [
      'nx.json',
      () => workspace.write('nx.json', { ...nxJson, plugins: ['./tools/plugin.mjs'], parallel: 2 }),
    ],
    ['a variable that inputs name', () => void (process.env[variable] = 'vanilla')],
    ['a file of variables that git ignores', () => workspace.write('apps/api/.env.local', 'A=1')],
    ['a variable in it that inputs name', () => workspace.write('.env.local', `${variable}=lemon`)],
  ])('reads it anew after a change of %s', async (_, change) => {
    const before = await read();
    const graphsBefore = graphsRead();
    change();
    await read();
    expect(graphsRead()).toBe(graphsBefore + 1);
    expect(before.units).toHaveLength(2);
  });

  it('reads none after a change of what objects are rendered from, and tells of it', async () => {
    workspace.write('release/environments/local.yaml', 'values: {}');
    workspace.write('release/chart/values.yaml', 'replicas: 1');
    const before = await read();
    const graphsBefore = graphsRead();
    workspace.write('release/environments/local.yaml', 'values: { replicas: 2 }');
    workspace.write('release/chart/values.yaml', 'replicas: 3');
    const { sharedFiles, ...after } = await read();
    expect(graphsRead()).toBe(graphsBefore);
    expect({ ...after, sharedFiles: before.sharedFiles }).toEqual(before);
    const changed = ['release/environments/local.yaml', 'release/chart/values.yaml'];
    for (const file of changed) expect(sharedFiles[file]).not.toBe(before.sharedFiles[file]);
  });

  it('reads it anew after such a change where an image is made from it, and for a new file of a chart', async () => {
    workspace.write('apps/api/project.json', api('production', '{workspaceRoot}/release/chart/values.yaml'));
    const before = await read();
    const graphsBefore = graphsRead();
    workspace.write('release/chart/values.yaml', 'replicas: 4');
    expect(hashOfApi(await read())).not.toBe(hashOfApi(before));
    workspace.write('release/chart/templates/web.yaml', 'kind: Service');
    await read();
    expect(graphsRead()).toBe(graphsBefore + 2);
    workspace.write('apps/api/project.json', api('production', { env: variable }));
  });

  it('reads it anew after a change of the plugin, and with a new unit', async () => {
    const before = graphsRead();
    workspace.write('tools/plugin.mjs', plugin('second'));
    await read();
    workspace.write('apps/web/project.json', { name: 'web' });
    workspace.write('apps/web/Dockerfile', 'FROM scratch');
    expect((await read()).units.map(({ name }) => name)).toEqual(['release', 'api', 'web']);
    expect(graphsRead()).toBe(before + 2);
  });

  it('sees a change within the second in which it last looked', async () => {
    const hashes = new Set<string | undefined>();
    for (const content of ['1', '2', '3', '4']) {
      workspace.write('apps/api/main.ts', content);
      hashes.add(hashOfApi(await read()));
    }
    expect(hashes.size).toBe(4);
  });

  it('finds a former state of the workspace again', async () => {
    workspace.write('apps/api/main.ts', 'three');
    const former = await read();
    workspace.write('apps/api/main.ts', 'four');
    const latter = await read();
    expect(hashOfApi(latter)).not.toBe(hashOfApi(former));
    workspace.write('apps/api/main.ts', 'three');
    const before = graphsRead();
    expect(await read()).toEqual(former);
    expect(graphsRead()).toBe(before);
  });

  it.each([
    ['a command prints', { runtime: 'date +%N' }],
    ['is found from another folder', { workingDirectory: 'relative' }],
    ['is another for each command', { env: 'INIT_CWD' }],
  ])('remembers nothing that is made of what %s', async (_, input) => {
    workspace.write('apps/api/project.json', api('production', input));
    await read();
    const before = graphsRead();
    await read();
    expect(graphsRead()).toBe(before + 1);
  });
});

describe('findChart', () => {
  const findChart = async () => JSON.parse(await workspace.run(reader, 'chart')) as unknown;

  it('reads no project graph, whatever changed', async () => {
    workspace.write('apps/api/main.ts', 'never seen');
    const before = graphsRead();
    expect(await findChart()).toEqual({
      sharedRoot: 'release',
      chart: join(workspace.root, 'release/chart'),
    });
    expect(graphsRead()).toBe(before);
  });

  it('takes no folder for it that is no project', async () => {
    workspace.write('release/test/fixtures/chart/Chart.yaml', 'name: y');
    expect(await findChart()).toMatchObject({ sharedRoot: 'release' });
  });

  it('names the projects that have a chart where several have', async () => {
    workspace.write('apps/web/chart/Chart.yaml', 'name: z');
    await expect(findChart()).rejects.toMatchObject({
      stderr: expect.stringContaining("code: 'CHART_UNCLEAR'") as unknown,
    });
  });
});
