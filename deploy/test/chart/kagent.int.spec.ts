import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import { parseManifests } from '../../src/manifest/parse-manifests.ts';
import { chart, render, template } from './helm.ts';
import { kagentRules } from './kagent-rules.ts';
import { definitionsOf, schemaFile } from './kagent-schemas.ts';
import { kagentApis, kagentKinds, kagentValues } from './kagent-values.ts';
import { RestrictedNamespace, testCluster } from './test-cluster.ts';

const namespace = new RestrictedNamespace(testCluster());
const names = kagentApis.flatMap((api) => definitionsOf(api).map(({ metadata }) => metadata.name));
const mark = 'todo-deploy/test=kagent';

/** Whoever has kagent itself keeps it: what these specs installed is marked. */
beforeAll(async () => {
  await namespace.create();
  const found = await namespace.must('kubectl', ['get', 'crds', '--output', 'name']);
  const marked = await namespace.must('kubectl', ['get', 'crds', '--output', 'name', '--selector', mark]);
  const foreign = names.filter((name) => found.includes(`/${name}\n`) && !marked.includes(`/${name}\n`));
  if (foreign.length > 0) throw new Error(`The cluster has ${foreign.join(', ')} of somebody else`);
  for (const api of kagentApis)
    await namespace.must('kubectl', ['apply', '--server-side', '--filename', schemaFile(api)]);
  await namespace.must('kubectl', ['label', 'crds', ...names, mark]);
  await namespace.must('kubectl', ['wait', '--for=condition=Established', '--timeout=60s', 'crds', ...names]);
  // What is established is listed among the kinds of the API server only a moment later.
  await until(async () => (await namespace.run('kubectl', ['get', names.join()])).exitCode === 0);
});

afterAll(async () => {
  await namespace.must('kubectl', ['delete', 'crds', '--selector', mark, '--timeout=120s']);
  await namespace.remove();
});

const dryRun = (objects: string) =>
  namespace.run('kubectl', ['apply', '--dry-run=server', '--filename', '-'], objects);

describe.each(kagentApis)('a cluster with kagent of %s', (api) => {
  it.each([true, false])(
    'takes every object of the chart without a warning when its agent may write: %s',
    async (allowWrite) => {
      const values = kagentValues(api, { allowWrite });
      const { output: yaml } = await template(values, { namespace: namespace.name });
      const { exitCode, output, complaint } = await dryRun(yaml);
      expect([exitCode, complaint]).toEqual([0, '']);
      const created = output.split('\n').filter((line) => line.endsWith(' created (server dry run)'));
      expect(created).toHaveLength(parseManifests(yaml).length);
    },
  );

  const rules = kagentRules.filter((rule) => rule.isServers && (rule.api ?? api) === api);
  it.each(rules.map((rule) => [rule.kind, rule.name, rule] as const))(
    'refuses a %s that breaks the rule: %s',
    async (kind, _name, rule) => {
      const objects = await render(kagentValues(api), { namespace: namespace.name });
      const [object] = objects.ofKind(kind);
      if (!object) throw new Error(`The chart renders no ${kind}`);
      const broken = await dryRun(JSON.stringify(rule.spoil(object)));
      expect([broken.exitCode, broken.complaint]).toEqual([1, expect.stringContaining('is invalid')]);
    },
  );

  it('lets helm install the chart, and take it away again', async () => {
    const none = { replicas: 0 };
    const values = JSON.stringify({
      ...kagentValues(api),
      backend: none,
      frontend: none,
      // Nothing is to run here: what is installed, not what it does.
      nodeSelector: { 'todo-deploy/test': 'nowhere' },
      postgresql: { enabled: false },
      databaseUrl: 'postgresql://app:word@db.example/todo',
    });
    const release = `kagent-${api}`;
    await namespace.must('helm', ['install', release, chart, '--values', '-'], values);
    const resources = definitionsOf(api).map(({ metadata }) => metadata.name);
    const list = () => namespace.get(resources.join(), 'jsonpath={range .items[*]}{.kind}{" "}{end}');
    expect((await list()).trim().split(' ').sort()).toEqual(kagentKinds[api]);
    await namespace.must('helm', ['uninstall', release, '--wait']);
    expect(await list()).toBe('');
  });
});
