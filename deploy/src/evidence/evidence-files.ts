import { dump } from 'js-yaml';
import { isRecord, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Change } from '../plan/change-set.ts';
import type { Plan } from '../plan/plan.ts';
import type { Cause } from '../rollout/cause.ts';

/** What a bundle is made from. */
export interface EvidenceFacts {
  /** `Deployment/todo/backend`, whose rollout failed. */
  readonly object: string;
  readonly cause: Cause;
  /** The cause with its last line, and what shows it. */
  readonly detail: string;
  readonly lines: readonly string[];
  /** The workload, its ReplicaSets and its pods, as the cluster has them. */
  readonly objects: readonly KubernetesObject[];
  readonly events: readonly KubernetesObject[];
  /** Of the unit. */
  readonly changes: readonly Change[];
  readonly plan: Plan;
}

/** Text by file name. */
export type EvidenceFiles = Readonly<Record<string, string>>;

/**
 * The files of a bundle but for its logs. Secrets are in it with the names of their keys alone; any other text that holds
 * one of their values is still to be masked.
 *
 * @param maskAll hides them, before anything is laid out in a form of its own
 */
export function evidenceFiles(facts: EvidenceFacts, maskAll: <Value>(value: Value) => Value): EvidenceFiles {
  const { object, cause, detail, lines, objects, events, changes, plan } = maskAll(facts);
  const { code, reason, advice } = cause;
  const applied = changes.flatMap(({ entry }) => entry?.object ?? []);
  return {
    'cause.yaml': yaml({ object, code, reason, cause: detail, advice, evidence: lines }),
    'changes.yaml': yaml(changes.map(describeChange)),
    'plan.yaml': yaml(plan),
    'events.txt': events.map((event) => `${eventLine(event)}\n`).join(''),
    ...filesOf('applied', applied),
    ...filesOf('live', objects),
  };
}

function describeChange({ ref, action, why, fields, restartsPods }: Change) {
  const { kind, namespace, name } = ref;
  return { kind, ...(namespace && { namespace }), name, action, why, restartsPods, fields };
}

function filesOf(folder: string, objects: readonly KubernetesObject[]): EvidenceFiles {
  return Object.fromEntries(
    objects.map((object) => [
      `${folder}/${object.kind}-${object.metadata.name}.yaml`,
      yaml(withoutData(object)),
    ]),
  );
}

/** Without what a Secret holds, wherever kubectl may have copied it to, and without the bookkeeping of field owners. */
function withoutData(object: KubernetesObject): unknown {
  const { managedFields: _managedFields, ...metadata } = { managedFields: [], ...object.metadata };
  if (object.kind !== 'Secret') return { ...object, metadata };
  const { annotations: _annotations, ...rest } = metadata;
  return {
    ...object,
    metadata: rest,
    data: hidden(object['data']),
    stringData: hidden(object['stringData']),
  };
}

function hidden(data: unknown): unknown {
  return isRecord(data) ? Object.fromEntries(Object.keys(data).map((key) => [key, '***'])) : undefined;
}

function eventLine(event: KubernetesObject): string {
  const text = (...path: readonly string[]) => textAt(event, ...path) ?? '';
  const time = text('lastTimestamp') || text('eventTime') || (event.metadata.creationTimestamp ?? '');
  const about = `${text('involvedObject', 'kind')}/${text('involvedObject', 'name')}`;
  return `${time} ${text('type')} ${text('reason')} ${about}: ${text('message').trim()}`;
}

function yaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true, skipInvalid: true });
}
