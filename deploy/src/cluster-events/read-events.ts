import { connectCluster } from '../cluster/client.ts';
import type { CallOptions } from '../cluster/cluster.ts';
import { chooseUnits } from '../ledger/deployed-units.ts';
import { ledgerParent, readLedger } from '../ledger/ledger.ts';
import type { StatusRequest } from '../read-status.ts';
import { createKnownSecrets } from '../secrets/known-secrets.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import { mergeEvents, type ClusterEvent } from './merge-events.ts';
import { unitsOfObjects } from './object-units.ts';

export interface EventsRequest extends StatusRequest {
  /** Names of units; all when absent or empty. */
  readonly only?: readonly string[];
  /** Leave out what is no warning. */
  readonly warningsOnly?: boolean;
  /** How many to answer at most. */
  readonly limit: number;
}

/** What the cluster noted of an environment's objects; it forgets most of it after an hour. */
export interface EnvironmentEvents {
  readonly environment: string;
  readonly namespace: string;
  /** Newest first. */
  readonly events: readonly ClusterEvent[];
  /** How many older ones the limit left out. */
  readonly leftOut: number;
}

/**
 * Reads the events of an environment's objects, and of the pods that these make: alike ones as one with a count, values of
 * Secrets masked. Ledger, and a list each of events, ReplicaSets, pods and Secrets.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, or what reading the cluster ended with
 */
export async function readEvents(
  { environment, connection, only = [], warningsOnly = false, limit }: EventsRequest,
  { signal }: CallOptions,
): Promise<EnvironmentEvents> {
  const { name, namespace } = environment;
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const ledger = await readLedger(cluster, ledgerParent(environment), { signal });
  const chosen = chooseUnits(ledger, { environment: name, only });
  const secrets = createKnownSecrets();
  const list = (apiVersion: string, kind: string, fieldSelector?: string) =>
    cluster.list({ apiVersion, kind, namespace, fieldSelector }, { signal });
  const [events, replicaSets, pods] = await Promise.all([
    list('v1', 'Event', warningsOnly ? 'type=Warning' : undefined),
    list('apps/v1', 'ReplicaSet'),
    list('v1', 'Pod'),
    learnSecrets(cluster, { namespace, secrets, signal }),
  ]);
  const unitOf = unitsOfObjects(ledger, [...replicaSets, ...pods]);
  // Before a long message is cut, as half of a value would not be known again.
  const masked = events.map((event) => ({ ...event, message: secrets.maskAll(event['message']) }));
  const merged = mergeEvents(masked, unitOf).filter(({ unit }) => chosen.includes(unit));
  const shown = secrets.maskAll(merged.slice(0, limit));
  return { environment: name, namespace, events: shown, leftOut: merged.length - shown.length };
}
