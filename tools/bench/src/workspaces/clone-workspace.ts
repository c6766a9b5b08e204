import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadYaml } from '@kubernetes/client-node';
import type { Bench } from '../bench.ts';
import { releaseName, type Values } from '../contenders/contender.ts';
import type { Workspace } from './workspace.ts';

/** A clone of this repository's last commit, whose local environment is another. */
export async function cloneWorkspace(bench: Bench, namespace: string): Promise<Workspace> {
  const root = join(await bench.folder('clones'), 'todo-chatbot');
  await bench.run(['git', 'clone', '--quiet', '--shared', bench.workspaceRoot, root]);
  await symlink(join(bench.workspaceRoot, 'node_modules'), join(root, 'node_modules'));
  const environment = { namespace, release: releaseName, timeout: '3m' };
  return {
    root,
    chart: join(root, 'deploy/chart'),
    setValues: (values) =>
      writeFile(join(root, 'deploy/environments/local.yaml'), JSON.stringify({ ...environment, values })),
  };
}

/** What the local environment gives the chart, for each namespace at a host name that no other release answers to. */
export async function localValues({
  workspaceRoot,
  connection,
}: Bench): Promise<(namespace: string) => Values> {
  const text = await readFile(join(workspaceRoot, 'deploy/environments/local.yaml'), 'utf8');
  const { values } = loadYaml<{ values: { ingress: object } }>(text);
  return (namespace) => {
    const publicUrl = new URL(connection.address);
    publicUrl.hostname = `${namespace}.localhost`;
    return {
      ...values,
      publicUrl: publicUrl.origin,
      trustedOrigins: [publicUrl.origin],
      ingress: { ...values.ingress, hosts: [publicUrl.hostname] },
    };
  };
}
