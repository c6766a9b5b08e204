import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRegistryClient, type Digest } from '@todo/oci';
import { startRegistry, type RegistryServer } from '@todo/testing';
import { connectCluster } from '../../src/cluster/client.ts';
import type { Explanation } from '../../src/explain/explain-unit.ts';
import { ledgerParent, readLedger } from '../../src/ledger/ledger.ts';
import { promotedImages } from '../../src/promotion/promoted-images.ts';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';
import { TestRelease, testConnection, testImage } from './cluster.ts';

const { signal } = new AbortController();

describe('a promotion in one registry', () => {
  it('runs what the other environment runs, and no newer image', async () => {
    const [staging, production] = await Promise.all([TestRelease.open(), TestRelease.open()]);
    try {
      await staging.deploy();
      const running = staging.images;
      // What the workspace would publish by now.
      production.images = { app: await testImage('app', 'newer'), web: await testImage('web', 'newer') };
      const { registry } = testConnection();
      const ledger = await readLedger(staging.cluster, ledgerParent(staging.request().environment), {
        signal,
      });
      const from = { environment: 'staging', registry, ledger };
      const images = promotedImages({ from, to: { environment: 'production', registry } });
      expect((await production.deploy({ images })).outcome).toBe('deployed');
      const deployment = JSON.stringify(await production.get('Deployment', 'app'));
      expect(deployment).toContain(running['app']);
      const events = production.events.filter(({ type }) => type === 'image-promoted');
      expect(events).toHaveLength(2);
      for (const event of events) expect(event).toMatchObject({ uploadedBytes: 0 });
      expect((await production.deploy({ images })).outcome).toBe('nothing-to-do');
    } finally {
      await Promise.all([staging.close(), production.close()]);
    }
  });
});

describe('todo-deploy promote', () => {
  const name = `promote-${randomBytes(4).toString('hex')}`;
  const workspace = new TemporaryWorkspace(name);
  let registry: RegistryServer;
  const client = createRegistryClient({ credentials: () => Promise.resolve(undefined) });
  const namespaces = [`${name}-staging`, `${name}-production`] as const;

  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...words], {
      cwd: workspace.root,
      encoding: 'utf8',
    }).trim();
  const commit = (message: string) => {
    git('add', '.');
    git('commit', '--quiet', `--message=${message}`);
    return git('rev-parse', 'HEAD');
  };
  const environment = (namespace: string, more: object) => {
    const { kubeconfig, context, registry: usual } = testConnection();
    const place = { kubeconfig, context, registry: usual, address: 'http://localhost:8080' };
    return { namespace, release: 'promoted', timeout: '2m', ...place, ...more };
  };
  const productionFile = (values: object) =>
    environment(namespaces[1], { registry: registry.address, protected: { cleanTree: true }, values });

  beforeAll(async () => {
    registry = await startRegistry();
    for (const app of ['api', 'web']) {
      workspace.write(`apps/${app}/project.json`, { name: app, targets: { build } });
      workspace.write(`apps/${app}/Dockerfile`, 'FROM scratch\nCOPY dist/ ./\nCMD ["main"]\n');
      workspace.write(`apps/${app}/main.txt`, `run ${app}\n`);
    }
    workspace.write('release/project.json', { name: 'release' });
    workspace.write('release/chart/Chart.yaml', 'apiVersion: v2\nname: nx\nversion: 1.0.0\n');
    workspace.write('release/chart/values.yaml', 'greeting: hello\n');
    workspace.write('release/chart/templates/apps.yaml', chartTemplate(name));
    workspace.write('release/environments/staging.yaml', environment(namespaces[0], {}));
    workspace.write('release/environments/production.yaml', productionFile({}));
    git('init', '--quiet', '--initial-branch=main');
    commit('first');
  });

  afterAll(async () => {
    workspace.remove();
    await registry.close();
    const { kubeconfig, context } = testConnection();
    const cluster = await connectCluster(kubeconfig, context);
    for (const each of namespaces)
      await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', name: each }, { signal });
  });

  const promote = (...words: string[]) =>
    workspace.todoDeploy('promote', '--from', 'staging', '--to', 'production', ...words);
  const status = async (which: string) =>
    (
      JSON.parse(
        (await workspace.todoDeploy('status', '--environment', which, '--json')).trim().split('\n').at(-1) ??
          '',
      ) as {
        units: readonly { unit: string; digest?: Digest; commit?: string }[];
      }
    ).units.map(({ unit, digest, commit: of }) => ({ unit, digest, commit: of }));

  it('needs an environment in which something runs', async () => {
    await expect(promote()).rejects.toMatchObject({
      code: 90,
      stderr: expect.stringMatching(/^NOTHING_DEPLOYED {2}Environment staging/) as unknown,
    });
    await expect(workspace.todoDeploy('promote', '--from', 'staging')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Option --to: must be given') as unknown,
    });
  });

  it('copies the images between registries, builds nothing, and notes the promoted commit', async () => {
    await workspace.todoDeploy('deploy', '--environment', 'staging');
    const promoted = git('rev-parse', 'HEAD');
    workspace.write('apps/api/main.txt', 'run api faster\n');
    workspace.write('release/chart/values.yaml', 'greeting: good day\n');
    commit('newer');
    const output = await promote();
    expect(output).toMatch(/^images +api as it runs from \S+ \([\d.]+ \w+ uploaded/m);
    expect(output).not.toContain('builds with');
    expect(output).toContain(
      `the chart is that of this workspace, not of the promoted commit ${promoted.slice(0, 12)}: release/chart/values.yaml`,
    );
    const running = await status('production');
    expect(running).toEqual(await status('staging'));
    expect(running.map(({ commit: of }) => of)).toEqual([promoted, promoted, promoted]);
    for (const { unit, digest } of running) {
      if (!digest) continue;
      const target = { registry: registry.address, path: `${name}/${unit}` };
      const { manifest } = await client.getManifest({ ...target, digest });
      for (const layer of manifest.layers) expect(await client.hasBlob(target, layer.digest)).toBe(true);
    }
  });

  it('lets explain name what the workspace has changed since', async () => {
    const explain = async (unit: string) =>
      JSON.parse(
        await workspace.todoDeploy('explain', unit, '--environment', 'production', '--json'),
      ) as Explanation;
    const production = 'release/environments/production.yaml';
    workspace.write(production, productionFile({ greeting: 'welcome' }));
    const chart = { kind: 'chart file', name: production, change: 'changed' };
    const value = { kind: 'value', name: 'greeting', change: 'added' };
    const main = { kind: 'file', name: 'apps/api/main.txt', change: 'changed' };
    expect((await explain('api')).inputs).toEqual([main, chart, value]);
    expect((await explain('release')).inputs).toEqual([chart, value]);
    expect((await explain('web')).inputs).toEqual([chart, value]);
    git('checkout', '--quiet', '.');
  });

  it('finds nothing to do the second time, and sends nothing', async () => {
    const output = await promote('--json');
    expect(output).toMatch(/"type":"image-promoted","unit":"api".*"uploadedBytes":0/);
    expect(output).toContain('"outcome":"nothing-to-do"');
  });

  it('refuses a chart that needs a unit which the other environment does not run', async () => {
    workspace.write('apps/mail/project.json', { name: 'mail', targets: { build } });
    workspace.write('apps/mail/Dockerfile', 'FROM scratch\nCOPY dist/ ./\nCMD ["main"]\n');
    workspace.write('apps/mail/main.txt', 'run mail\n');
    workspace.write('release/chart/templates/mail.yaml', deployment(name, 'mail'));
    commit('with mail');
    await expect(promote()).rejects.toMatchObject({
      code: 82,
      stderr: expect.stringMatching(
        /^PROMOTION_INCOMPLETE {2}Environment production: its chart needs unit mail, which staging does not run; nothing was written/,
      ) as unknown,
    });
  });

  it('brings nothing uncommitted into an environment that takes none', async () => {
    workspace.write('apps/web/main.txt', 'run web by night\n');
    await workspace.todoDeploy('deploy', '--environment', 'staging');
    git('checkout', '--quiet', '.');
    await expect(promote()).rejects.toMatchObject({
      code: 80,
      stderr: expect.stringMatching(
        /^ENVIRONMENT_PROTECTED {2}Environment production: takes only what is committed, and staging runs .*web of [0-9a-f]{12}-dirty/,
      ) as unknown,
    });
  });
});

const build = {
  executor: 'nx:run-commands',
  outputs: ['{projectRoot}/dist'],
  options: { cwd: '{projectRoot}', command: 'mkdir -p dist && cp main.txt dist/main' },
};

/** Workloads without pods, which are ready as soon as their controller has seen them. */
function deployment(prefix: string, unit: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${unit}
  labels: { app.kubernetes.io/component: ${unit} }
spec:
  replicas: 0
  selector: { matchLabels: { app: ${unit} } }
  template:
    metadata: { labels: { app: ${unit} } }
    spec: { containers: [{ name: app, image: '${prefix}/${unit}:1' }] }
---
`;
}

function chartTemplate(prefix: string): string {
  const shared =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shared }\ndata: { greeting: "{{ .Values.greeting }}" }\n';
  return `${deployment(prefix, 'api')}${deployment(prefix, 'web')}${shared}`;
}
