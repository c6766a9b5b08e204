import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectCluster } from '../../src/cluster/client.ts';
import { identifyUser } from '../../src/cluster/identify-user.ts';
import type { Approve } from '../../src/deploy-request.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';
import { TestRelease, testConnection } from './cluster.ts';

const signal = new AbortController().signal;

describe('a deploy that asks', () => {
  let release: TestRelease;
  let asked: Plan[];

  const answer = (isYes: boolean): Approve => {
    return async (plan) => {
      asked.push(plan);
      return Promise.resolve(isYes);
    };
  };

  beforeEach(async () => {
    release = await TestRelease.open();
    asked = [];
  });

  afterEach(() => release.close());

  it('leaves the cluster as it is, without even the namespace, when the answer is no', async () => {
    const error = await release.failing({ approve: answer(false) });
    expect(error).toMatchObject({ code: 'DEPLOY_CANCELLED', exitCode: 130 });
    expect(error.message).toContain('nothing was written');
    expect(asked[0]?.units.flatMap(({ changes }) => changes).map(({ action }) => action)).toEqual(
      Array.from({ length: 6 }, () => 'create'),
    );
    expect(await release.get('Namespace', release.namespace)).toBeUndefined();
  });

  it('asks once before the first write, and not at all when there is nothing to write', async () => {
    expect((await release.deploy({ approve: answer(true) })).outcome).toBe('deployed');
    expect(asked).toHaveLength(1);
    expect((await release.deploy({ approve: answer(false) })).outcome).toBe('nothing-to-do');
    expect(asked).toHaveLength(1);
    release.values = { config: { greeting: 'unwritten' } };
    expect((await release.failing({ approve: answer(false) })).code).toBe('DEPLOY_CANCELLED');
    expect((await release.get('ConfigMap', 'settings'))?.['data']).toEqual({ greeting: 'hello' });
  });

  it('is cancelled by Ctrl-C at the question', async () => {
    const stop = new AbortController();
    const approve: Approve = (_plan, options) => {
      stop.abort();
      options.signal.throwIfAborted();
      return Promise.resolve(true);
    };
    const error = await release.failing({ approve }, stop.signal);
    expect(error.code).toBe('DEPLOY_CANCELLED');
    expect(await release.get('Namespace', release.namespace)).toBeUndefined();
  });
});

describe('a protected environment', () => {
  const name = `protected-${randomBytes(4).toString('hex')}`;
  const workspace = new TemporaryWorkspace(name);
  const git = (...words: string[]) => execFileSync('git', words, { cwd: workspace.root, stdio: 'pipe' });

  const protect = (protection: object) => {
    const { kubeconfig, context, registry } = testConnection();
    const place = { context, kubeconfig, registry, address: 'http://localhost:8080' };
    const file = { namespace: name, release: 'guarded', ...place, protected: protection };
    workspace.write('release/environments/production.yaml', file);
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    git('add', '.');
    git(...who, 'commit', '--quiet', '--message=protect');
  };

  beforeAll(() => {
    workspace.write('release/project.json', { name: 'release' });
    workspace.write('release/chart/Chart.yaml', 'apiVersion: v2\nname: guarded\nversion: 1.0.0\n');
    workspace.write(
      'release/chart/templates/shared.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shared }\n',
    );
    git('init', '--quiet', '--initial-branch=main');
  });

  afterAll(async () => {
    workspace.remove();
    const { kubeconfig, context } = testConnection();
    const cluster = await connectCluster(kubeconfig, context);
    await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', name }, { signal });
  });

  const deploy = (...words: string[]) =>
    workspace.todoDeploy('deploy', '--environment', 'production', ...words);

  it('asks, and where nobody can answer wants to be told', async () => {
    protect({ confirm: true });
    await expect(deploy()).rejects.toMatchObject({
      code: 81,
      stderr: expect.stringMatching(
        /^CONFIRMATION_MISSING {2}Environment production: asks before anything is written, and there is no terminal/,
      ) as unknown,
    });
  });

  it('refuses a tree that is not clean, and names the file, also when it is told to go on', async () => {
    protect({ cleanTree: true, branches: ['main'] });
    workspace.write('release/left-over.txt', 'x');
    await expect(deploy('--yes')).rejects.toMatchObject({
      code: 80,
      stderr: expect.stringMatching(
        /^ENVIRONMENT_PROTECTED {2}.*takes only what is committed, and release\/left-over\.txt is not; nothing was written/,
      ) as unknown,
    });
    workspace.delete('release/left-over.txt');
  });

  it('refuses whom it does not know, and lets those write whom the cluster knows so', async () => {
    const { name: user, groups } = await identifyUser(testConnection(), { signal });
    protect({ users: ['somebody'] });
    await expect(deploy()).rejects.toMatchObject({
      code: 80,
      stderr: expect.stringContaining(`lets somebody write, and the cluster knows you as ${user}`) as unknown,
    });
    protect({ users: groups.slice(0, 1), cleanTree: true, branches: ['main'], confirm: true });
    expect(await deploy('--yes')).toContain('deployed release: 1 object');
  });

  it('is chosen by a configuration of Nx as well, in a batch', async () => {
    const output = await workspace.nx('run-many', '-t', 'deploy', '-c', 'production', '--yes', '--json');
    expect(output).toContain('"environment":"production"');
    expect(output).toContain('"outcome":"nothing-to-do"');
  });
});
