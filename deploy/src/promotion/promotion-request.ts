import { relative } from 'node:path';
import { connectCluster } from '../cluster/client.ts';
import type { DeployContext, DeployRequest } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { ledgerParent, readLedger } from '../ledger/ledger.ts';
import { toDeployRequest, type EnvironmentSession, type Session } from '../session.ts';
import { chartChanges } from './chart-changes.ts';
import { promotedCommits } from './promoted-commits.ts';
import { promotedInputs } from './promoted-inputs.ts';
import { promotedImages } from './promoted-images.ts';

/**
 * What the engine is to do to make one environment run what another does.
 *
 * @throws DeployError NOTHING_DEPLOYED, ENVIRONMENT_PROTECTED
 */
export async function promotionRequest(
  session: Session,
  { from, report, signal }: { readonly from: EnvironmentSession } & DeployContext,
): Promise<DeployRequest> {
  const { workspaceRoot, environment, connection } = session;
  const { name: source } = from.environment;
  const cluster = await connectCluster(from.connection.kubeconfig, from.connection.context);
  const ledger = await readLedger(cluster, ledgerParent(from.environment), { signal });
  if (ledger.units.size === 0) throw new DeployError('NOTHING_DEPLOYED', { environment: source });
  const { newest, commits } = promotedCommits(ledger);
  refuseUncommitted(session, source, commits);

  const chart = relative(workspaceRoot, environment.chart);
  const difference = newest && (await chartChanges(workspaceRoot, { chart, commit: newest }));
  if (difference) report({ type: 'note', message: difference });
  const images = promotedImages({
    from: { environment: source, registry: from.connection.registry, ledger },
    to: { environment: environment.name, registry: connection.registry },
  });
  const note = `promoted from ${source}`;
  const inputsOf = await promotedInputs(session, { cluster, ledger, signal });
  const taken = { areImagesFromElsewhere: true, inputsOf, commit: newest, commits, note };
  return { ...toDeployRequest(session, images), ...taken };
}

/** What an environment takes only from a clean tree must not come into it by way of another one. */
function refuseUncommitted(
  { environment: { name, protection } }: Session,
  source: string,
  commits: ReadonlyMap<string, string>,
): void {
  if (!protection?.cleanTree) return;
  const uncommitted = [...commits].filter(([, commit]) => commit.endsWith('-dirty'));
  if (uncommitted.length === 0) return;
  const units = uncommitted.map(([unit, commit]) => `${unit} of ${commit.slice(0, 12)}-dirty`);
  const reason = `takes only what is committed, and ${source} runs ${units.join(', ')}`;
  const advice = `commit, then todo-deploy deploy --environment ${source}`;
  throw new DeployError('ENVIRONMENT_PROTECTED', { environment: name, reasons: [{ reason, advice }] });
}
