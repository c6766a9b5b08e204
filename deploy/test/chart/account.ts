import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { recordsAt, textAt } from '../../src/cluster/kubernetes-object.ts';
import { openTransport } from '../../src/cluster/transport.ts';

/** A ServiceAccount's own way to the cluster: a kubeconfig with a token of it, for ten minutes. */
export interface Account {
  readonly kubeconfig: string;
  readonly context: string;
  remove(): void;
}

interface Cluster {
  readonly kubeconfig: string;
  readonly context: string;
}

export async function openAccount(
  { kubeconfig, context }: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<Account> {
  const transport = await openTransport(kubeconfig, context);
  const { body } = await transport.send({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 600 },
    },
    signal: AbortSignal.timeout(30_000),
  });
  const config = load(readFileSync(kubeconfig, 'utf8'));
  const used = recordsAt(config, 'contexts').find((entry) => entry['name'] === context);
  const cluster = textAt(used, 'context', 'cluster');
  const own = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: recordsAt(config, 'clusters').filter((entry) => entry['name'] === cluster),
    contexts: [{ name: context, context: { cluster, user: name } }],
    users: [{ name, user: { token: textAt(JSON.parse(body), 'status', 'token') } }],
  };
  const folder = mkdtempSync(join(tmpdir(), 'account-'));
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, JSON.stringify(own), { mode: 0o600 });
  return { kubeconfig: file, context, remove: () => rmSync(folder, { recursive: true }) };
}
