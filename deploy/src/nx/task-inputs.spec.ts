import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TemporaryWorkspace } from '../../test/support/temporary-workspace.ts';
import { diffInputs } from '../inputs/diff-inputs.ts';
import type { UnitInputs } from '../inputs/unit-inputs.ts';
import { unpack } from '../ledger/pack.ts';
import type { WorkspaceUnits } from './read-units.ts';

const reader = join(import.meta.dirname, '../../test/support/print-units.ts');

// Each reading is a process of its own, which takes a second or two on a busy machine.
jest.setTimeout(120_000);

const workspace = new TemporaryWorkspace();
const variable = 'FLAVOR_OF_BUILD';

interface ApiImage {
  readonly hash: string | undefined;
  readonly inputs: UnitInputs;
}

let last: ApiImage;
beforeAll(async () => {
  workspace.write('package.json', manifest('1.2.3'));
  workspace.write('package-lock.json', lockfile('1.2.3', 'sha512-one'));
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/chart/Chart.yaml', 'name: x');
  workspace.write('apps/api/project.json', api({ metadata: {} }));
  workspace.write('apps/api/Dockerfile', 'FROM scratch');
  workspace.write('apps/api/main.ts', 'one');
  workspace.write('apps/web/main.ts', 'one');
  workspace.write('libs/shared/project.json', { name: 'shared' });
  workspace.write('libs/shared/index.ts', 'one');
  last = await read();
});
afterAll(() => {
  delete process.env[variable];
  workspace.remove();
});

function api(more: object): object {
  const inputs = ['production', '^production', { env: variable }, { runtime: 'cat dist/said || true' }];
  return { name: 'api', implicitDependencies: ['shared'], targets: { build: { inputs } }, ...more };
}

function manifest(version: string): object {
  return { name: 'temporary', private: true, type: 'module', dependencies: { padding: version } };
}

function lockfile(version: string, integrity: string): object {
  const installed = { version, resolved: `https://registry.example/padding-${version}.tgz`, integrity };
  return { lockfileVersion: 3, packages: { '': manifest(version), 'node_modules/padding': installed } };
}

async function read(): Promise<ApiImage> {
  const { units, inputs } = JSON.parse(await workspace.run(reader)) as WorkspaceUnits;
  const hash = units.find(({ name }) => name === 'api')?.image?.inputHash;
  return { hash, inputs: unpack(inputs['api'] ?? '') as UnitInputs };
}

const file = (name: string, change = 'changed') => ({ kind: 'file', name, change });

describe('taskInputs', () => {
  it.each<[string, () => void, readonly object[]]>([
    ['a file', () => workspace.write('apps/api/main.ts', 'two'), [file('apps/api/main.ts')]],
    ['a new file', () => workspace.write('apps/api/new.ts', 'x'), [file('apps/api/new.ts', 'added')]],
    ['a file that is gone', () => workspace.delete('apps/api/new.ts'), [file('apps/api/new.ts', 'removed')]],
    [
      'a file of a library',
      () => workspace.write('libs/shared/index.ts', '2'),
      [file('libs/shared/index.ts')],
    ],
    ['the Dockerfile', () => workspace.write('apps/api/Dockerfile', 'FROM x'), [file('apps/api/Dockerfile')]],
    [
      'the version of a dependency',
      () => {
        workspace.write('package.json', manifest('1.3.0'));
        workspace.write('package-lock.json', lockfile('1.3.0', 'sha512-two'));
      },
      [{ kind: 'dependency', name: 'padding', change: 'changed', from: '1.2.3', to: '1.3.0' }],
    ],
    [
      'what the registry has under the same version',
      () => workspace.write('package-lock.json', lockfile('1.3.0', 'sha512-three')),
      [{ kind: 'dependency', name: 'padding', change: 'changed', from: '1.3.0', to: '1.3.0' }],
    ],
    [
      'settings of the project',
      () => workspace.write('apps/api/project.json', api({ tags: ['new'] })),
      [file('apps/api/project.json'), { kind: 'configuration', name: 'api', change: 'changed' }],
    ],
    [
      'a variable',
      () => void (process.env[variable] = 'vanilla'),
      [{ kind: 'variable', name: variable, change: 'changed' }],
    ],
    [
      'what a command prints',
      () => workspace.write('dist/said', 'something else'),
      [{ kind: 'command', name: 'cat dist/said || true', change: 'changed' }],
    ],
  ])('names %s as what changed the hash', async (_, change, named) => {
    change();
    const now = await read();
    expect(now.hash).not.toBe(last.hash);
    expect(diffInputs(last.inputs, now.inputs)).toEqual(named);
    last = now;
  });

  it('names nothing while the hash stays', async () => {
    for (const path of [
      'apps/api/main.spec.ts',
      'apps/api/README.md',
      'apps/web/main.ts',
      'release/chart/x.yaml',
    ])
      workspace.write(path, 'changed');
    const now = await read();
    expect(now.hash).toBe(last.hash);
    expect(diffInputs(last.inputs, now.inputs)).toEqual([]);
  });
});
