import { connectCluster } from '../cluster/client.ts';
import { refOf } from '../cluster/kubernetes-object.ts';
import { containerStates } from '../logs/container-state.ts';
import type { EnvironmentSession } from '../session.ts';
import { callFile, callsIn, readCalls } from './call-file.ts';
import type { ToolCalled } from './call-tool.ts';

const logLines = 2_000;
const servers = 'app.kubernetes.io/component=ops';

/**
 * The calls of tools that are known, oldest first: those that were written down in this workspace, and those that servers in
 * the environment wrote into their logs.
 *
 * @throws DeployError when the cluster cannot be read
 */
export async function findCalls(
  { workspaceRoot, environment, connection }: EnvironmentSession,
  signal: AbortSignal,
): Promise<readonly ToolCalled[]> {
  const here = readCalls(callFile(workspaceRoot, environment.name));
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const { namespace } = environment;
  const pods = await cluster.list(
    { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector: servers },
    { signal },
  );
  const logs = await Promise.all(
    pods.flatMap((pod) =>
      containerStates(pod).map(({ name: container }) =>
        cluster.logs(refOf(pod), { container, previous: false, lines: logLines, signal }),
      ),
    ),
  );
  return [...here, ...callsIn(logs.flat())].toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
