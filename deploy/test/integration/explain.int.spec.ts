import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Explanation } from '../../src/explain/explain-unit.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createAppWorkspace, removeAppWorkspace } from './app-workspace.ts';

const name = `explain-test-${randomBytes(4).toString('hex')}`;
const workspace = createAppWorkspace(name);

beforeAll(() => workspace.todoDeploy('deploy'));
afterAll(() => removeAppWorkspace(workspace, name));

async function explain(unit: string): Promise<Explanation> {
  return JSON.parse(await workspace.todoDeploy('explain', unit, '--json')) as Explanation;
}

async function planOf(unit: string) {
  const lines = (await workspace.todoDeploy('plan', '--json')).trim().split('\n');
  const plan = JSON.parse(lines.at(-1) ?? '') as Plan;
  return plan.units.find((one) => one.unit === unit);
}

const mainChanged = { kind: 'file', name: 'apps/api/main.txt', change: 'changed' };

describe('todo-deploy explain', () => {
  it('says by what it is known that nothing would happen', async () => {
    const { inputHash, image, ...explanation } = await explain('api');
    const digest = image?.to?.slice(0, 19);
    expect(explanation).toMatchObject({
      conclusion: `nothing would happen: input hash ${inputHash} is what runs, its image ${digest} is in the registry, its object is as it should be`,
      runs: { inputHash, revision: 1 },
      inputs: [],
      restarts: [],
    });
  });

  it('names the file for which an image would be built and pods replaced', async () => {
    workspace.write('apps/api/main.txt', 'run api faster\n');
    expect(await explain('api')).toMatchObject({
      conclusion: 'its image would be built, 1 object would be applied, its pods would be replaced',
      willBuild: true,
      restarts: [`Deployment/${name}/api`],
      inputs: [mainChanged],
    });
  });

  it('leaves out what a unit is not made from', async () => {
    expect(await explain('web')).toMatchObject({ willBuild: false, changes: [], inputs: [] });
  });

  it('shows the file in the plan as well', async () => {
    expect(await planOf('api')).toMatchObject({ inputs: [mainChanged] });
    expect(await workspace.todoDeploy('plan')).toContain(
      'api\n  file    apps/api/main.txt\n  image   sha256:',
    );
  });

  it('says of a comment that it changes the input hash and nothing else', async () => {
    await workspace.todoDeploy('deploy');
    workspace.write('apps/api/main.txt', '# why\nrun api faster\n');
    await workspace.todoDeploy('images');
    const explanation = await explain('api');
    expect(explanation).toMatchObject({ willBuild: false, changes: [], inputs: [mainChanged] });
    expect(explanation.conclusion).toMatch(
      /^nothing would happen: input hash \d+ is not what runs, but its image/,
    );
  });

  it('remembers the inputs of an image whose comment alone changed', async () => {
    await workspace.todoDeploy('deploy');
    expect(await explain('api')).toMatchObject({ inputs: [], runs: { revision: 2 } });
  });

  it('names chart files and values for which objects would be applied', async () => {
    workspace.write('release/environments/local.yaml', environment({ speed: 2 }));
    workspace.write('release/chart/templates/shared.yaml', sharedTemplate);
    expect(await explain('release')).toMatchObject({
      conclusion: '1 object would be applied, no pod would be replaced',
      inputs: [
        { kind: 'chart file', name: 'release/chart/templates/shared.yaml', change: 'added' },
        { kind: 'chart file', name: 'release/environments/local.yaml', change: 'changed' },
        { kind: 'value', name: 'speed', change: 'added' },
      ],
    });
  });

  it('compares with what was gone back to after a rollback', async () => {
    await workspace.todoDeploy('deploy');
    workspace.write('apps/api/main.txt', 'run api fastest\n');
    workspace.write('release/environments/local.yaml', environment({ speed: 3 }));
    await workspace.todoDeploy('deploy');
    await workspace.todoDeploy('rollback', '--yes');
    const settings = [
      { kind: 'chart file', name: 'release/environments/local.yaml', change: 'changed' },
      { kind: 'value', name: 'speed', change: 'changed' },
    ];
    expect(await explain('release')).toMatchObject({ runs: { revision: 4 }, inputs: settings });
    const api = await explain('api');
    expect(api).toMatchObject({ runs: { revision: 4, note: 'rollback to 2' }, willBuild: false });
    expect(api.inputs.filter(({ kind }) => kind === 'file')).toEqual([mainChanged]);
  });

  it('names the units there are for one that is not', async () => {
    await expect(explain('worker')).rejects.toMatchObject({
      code: 63,
      stdout: expect.stringContaining('UNIT_UNKNOWN') as unknown,
    });
  });
});

function environment(values: object): object {
  return { namespace: name, release: 'nx', timeout: '2m', values };
}

const sharedTemplate = `
apiVersion: v1
kind: ConfigMap
metadata: { name: speeds }
data: { speed: '{{ .Values.speed }}' }
`;
