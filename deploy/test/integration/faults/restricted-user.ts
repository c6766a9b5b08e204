import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '@todo/testing/until';
import { dump, load } from 'js-yaml';
import { textAt } from '../../../src/cluster/kubernetes-object.ts';
import type { FaultSite } from './fault-site.ts';

const everything = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

const resources: Readonly<Record<string, readonly string[]>> = {
  '': ['configmaps', 'secrets', 'services', 'pods', 'pods/log', 'events'],
  apps: ['deployments', 'replicasets'],
  batch: ['jobs'],
  'coordination.k8s.io': ['leases'],
};

/**
 * Has the cluster take the site's deploys as those of a ServiceAccount that may do all that a deploy needs but one thing.
 *
 * @param withheld a resource, and a verb or all of them: `configmaps delete`, `services`
 */
export async function restrictUser(site: FaultSite, withheld: string): Promise<void> {
  const { release, proxy } = site;
  const metadata = { name: 'deployer' };
  const rbac = 'rbac.authorization.k8s.io';
  await site.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await site.apply({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules: rulesWithout(withheld) });
  await site.apply({
    ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'deployer' },
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace: release.namespace }],
  });
  const kubeconfig = join(dirname(proxy.connection.kubeconfig), 'restricted');
  await writeFile(kubeconfig, await kubeconfigOf(site, await tokenOf(site)));
  await proxy.actAs(kubeconfig, release.connection.context);
  site.onMend(() => proxy.actAs(release.connection.kubeconfig, release.connection.context));
}

function rulesWithout(withheld: string) {
  const rules = Object.entries(resources).flatMap(([group, names]) =>
    names.map((name) => ({
      apiGroups: [group],
      resources: [name],
      verbs: everything.filter((verb) => ![name, `${name} ${verb}`].includes(withheld)),
    })),
  );
  return rules.filter(({ verbs }) => verbs.length > 0);
}

/** A token that the cluster puts into a Secret as soon as it sees it. */
async function tokenOf(site: FaultSite): Promise<string> {
  const annotations = { 'kubernetes.io/service-account.name': 'deployer' };
  const type = 'kubernetes.io/service-account-token';
  await site.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'deployer', annotations }, type });
  let token: string | undefined;
  await until(async () => (token = textAt(await site.release.get('Secret', 'deployer'), 'data', 'token')));
  return Buffer.from(token ?? '', 'base64').toString('utf8');
}

/** The kubeconfig of the cluster with the token in place of every user's own credentials. */
async function kubeconfigOf({ release }: FaultSite, token: string): Promise<string> {
  const config = load(await readFile(release.connection.kubeconfig, 'utf8')) as {
    users: readonly { name: string }[];
  };
  return dump({ ...config, users: config.users.map(({ name }) => ({ name, user: { token } })) });
}
