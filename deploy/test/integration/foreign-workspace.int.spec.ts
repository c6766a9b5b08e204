import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectCluster } from '../../src/cluster/client.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { eventsIn } from '../support/events-in.ts';
import { ForeignWorkspace, server } from '../support/foreign-workspace.ts';
import { testConnection } from './cluster.ts';

const name = `foreign-test-${randomBytes(4).toString('hex')}`;
const workspace = new ForeignWorkspace(name);
let cluster: Cluster;

beforeAll(async () => {
  const { kubeconfig, context } = testConnection();
  cluster = await connectCluster(kubeconfig, context);
  await workspace.addDeploy();
  workspace.write('.todo/cluster.json', { ...testConnection(), address: 'http://localhost:8080' });
});

afterAll(async () => {
  workspace.remove();
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  await cluster.delete(ref, { signal: AbortSignal.timeout(30_000) });
});

const typescriptCompiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const ofPackage = `
import { deploy, DeployError, type DeployRequest, type Plan } from '@todo/deploy';

export async function planOf(request: DeployRequest): Promise<Plan> {
  const { plan } = await deploy(request, { report: ({ type }) => console.log(type), signal: AbortSignal.timeout(1) });
  return plan;
}
export const known = new DeployError('HELM_MISSING', { reason: 'none' }).exitCode satisfies number;
// @ts-expect-error there is no such code
export const unknown = new DeployError('NO_SUCH_CODE', {});
// @ts-expect-error the plan of a deploy is no text
export const wrong: Promise<string> = planOf({} as DeployRequest);
`;

const ofPlugin = `
import { createNodes, name, type DeployPluginOptions } from '@todo/deploy/plugin';

export const texts: readonly string[] = [createNodes[0], name];
// @ts-expect-error there is no such option
export const options: DeployPluginOptions = { prefix: 'shop' };
`;

/** Files that a text links to. */
function linksIn(file: string): readonly string[] {
  const links = readFileSync(file, 'utf8').matchAll(/\]\((?!\w+:)([^)#]+)/g);
  return [...links].map(([, link = '']) => join(dirname(file), link));
}

/** Names of the pods of a unit that are not about to go. */
async function podsOf(unit: string): Promise<readonly string[]> {
  const labelSelector = `app.kubernetes.io/component=${unit}`;
  const selection = { apiVersion: 'v1', kind: 'Pod', namespace: name, labelSelector };
  const pods = await cluster.list(selection, { signal: AbortSignal.timeout(30_000) });
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);
}

/** Every file but those of tools, with its content. */
function files(): ReadonlyMap<string, string> {
  const found = readdirSync(workspace.root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^(node_modules|\.nx|services\/[^/]+\/dist)(\/|$)/.test(path))
    .filter((path) => statSync(join(workspace.root, path)).isFile());
  return new Map(found.map((path) => [path, workspace.read(path)]));
}

describe('nx add @todo/deploy', () => {
  it('sets up every service, whatever form its project has', () => {
    expect(workspace.read('services/catalog/Dockerfile')).toContain('CMD ["main.js"]');
    expect(workspace.read('services/web/Dockerfile')).toContain('CMD ["server.js"]');
    expect(workspace.read('deploy/chart/values.yaml')).toContain(`  web:\n    image: ${name}/web\n`);
  });

  it('has changed all that there is to change', async () => {
    const before = files();
    await workspace.nx('generate', '@todo/deploy:init');
    expect(files()).toEqual(before);
  });
});

describe('the package', () => {
  const folder = join(workspace.root, 'node_modules/@todo/deploy');
  const packaged = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^(?!node_modules).*\.\w+$/.test(path),
    );

  it('holds nothing but what it is used for', () => {
    // The licence is that of zod, which is bundled.
    const used = /\.md$|^LICENSE\.zod$|^(package|executors|generators)\.json$|\.(mjs|d\.ts)$/;
    const others = packaged().filter((path) => !used.test(path));
    const data = /^(executors|generators)\/[a-z0-9-]+\/schema\.json$|^templates\/(chart|environments)\//;
    expect(others.filter((path) => !data.test(path))).toEqual([]);
    expect(packaged().filter((path) => /spec|test|fixture/.test(path))).toEqual([]);
  });

  it('links to nothing that it does not hold', () => {
    const broken = packaged()
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) => linksIn(join(folder, path)))
      .filter((file) => !existsSync(file));
    expect(broken).toEqual([]);
  });

  it('needs nothing that only this repository has', () => {
    const texts = packaged().map((path) => readFileSync(join(folder, path), 'utf8'));
    expect(texts.filter((text) => /(from|import\(|require\() ?["']@todo\/(errors|oci)/.test(text))).toEqual(
      [],
    );
  });

  it.each([
    ['its public interface', ofPackage, []],
    // The declarations of Nx itself have errors for whoever lacks the types of all its dependencies.
    ['its plugin', ofPlugin, ['--skipLibCheck']],
  ])('types %s for whoever imports it', async (_, text, more) => {
    workspace.write('consumer.mts', text);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    expect(await workspace.run(typescriptCompiler, ...options, ...more, 'consumer.mts')).toBe('');
    workspace.delete('consumer.mts');
  });
});

describe('todo-deploy in it', () => {
  it('says how to get helm where there is none', async () => {
    await expect(workspace.todoDeployAlone('plan')).rejects.toMatchObject({
      code: 20,
      stderr: expect.stringMatching(/^HELM_MISSING .*\n {2}Next: put helm 4 on the PATH/m) as unknown,
    });
  });

  it('publishes the images of all services in one run', async () => {
    const events = eventsIn(
      await workspace.nx('run-many', '-t', 'docker-build', '--json', '--output-style=static'),
    );
    const published = events.flatMap((event) => (event.type === 'image-published' ? [event.unit] : []));
    expect(published.sort()).toEqual(['catalog', 'orders', 'web']);
  });

  it('deploys them, each ready under the restricted Pod Security level', async () => {
    const events = eventsIn(
      await workspace.nx('run-many', '-t', 'deploy', '--json', '--output-style=static'),
    );
    expect(events.filter(({ type }) => type === 'deploy-started')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'deploy-finished', outcome: 'deployed' });
    for (const unit of ['catalog', 'orders', 'web']) expect(await podsOf(unit)).toHaveLength(1);
    const namespace = await cluster.get(
      { apiVersion: 'v1', kind: 'Namespace', name },
      { signal: AbortSignal.timeout(30_000) },
    );
    expect(namespace?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  it('restarts the one service that was changed', async () => {
    const units = ['catalog', 'orders', 'web'];
    const before = await Promise.all(units.map(podsOf));
    workspace.write('services/orders/src/main.js', `${server('orders')}// changed\n`);
    await workspace.nx('run-many', '-t', 'deploy', '--output-style=static');
    const after = await Promise.all(units.map(podsOf));
    expect(after.map((pods, index) => pods.join() === before[index]?.join())).toEqual([true, false, true]);
  });

  it('has nothing left to do', async () => {
    const lines = (await workspace.todoDeploy('plan', '--json')).trim().split('\n');
    const plan = JSON.parse(lines.at(-1) ?? '') as { units: { changes: { action: string }[] }[] };
    expect(
      plan.units.flatMap(({ changes }) => changes).filter(({ action }) => action !== 'unchanged'),
    ).toEqual([]);
  });

  it('takes in one more service', async () => {
    workspace.writeService('mail');
    await workspace.nx('generate', '@todo/deploy:unit', 'mail', '--port=8025');
    const events = eventsIn(await workspace.todoDeploy('deploy', '--json'));
    expect(events.at(-1)).toMatchObject({ type: 'deploy-finished', outcome: 'deployed' });
    expect(await podsOf('mail')).toHaveLength(1);
  });
});
