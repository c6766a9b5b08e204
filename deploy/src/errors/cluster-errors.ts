import type { ErrorTable } from '@todo/errors';

interface ObjectFact {
  /** `Deployment/todo/backend`. */
  readonly object: string;
}

export interface FieldConflict {
  /** `.spec.replicas` */
  readonly field: string;
  /** Who owns it, as its managedFields entry names itself. */
  readonly manager: string;
  readonly ours?: string;
  readonly theirs?: string;
}

const noWrite = 'nothing was written';

/** What talking to a cluster, and applying objects to it, can end with. */
export const clusterErrors = {
  KUBECONFIG_UNREADABLE: {
    title: 'The kubeconfig cannot be used',
    message: ({ kubeconfig, reason }: { kubeconfig: string; reason: string }) =>
      `Kubeconfig ${kubeconfig}: ${reason}`,
    hint: () => 'start the cluster again, or name another file with --kubeconfig',
    exitCode: 10,
  },
  CONTEXT_UNKNOWN: {
    title: 'The kubeconfig has no such context',
    message: ({
      context,
      kubeconfig,
      known,
    }: {
      context: string;
      kubeconfig: string;
      known: readonly string[];
    }) => `Context ${context}: not in ${kubeconfig}, which has ${known.join(', ') || 'none'}`,
    hint: ({ known }: { known: readonly string[] }) =>
      known[0] ? `choose one of them, such as --context ${known[0]}` : 'name another file with --kubeconfig',
    exitCode: 11,
  },
  CREDENTIALS_REFUSED: {
    title: 'The cluster does not accept the credentials',
    message: ({ server, context, reason }: { server: string; context: string; reason: string }) =>
      `Cluster ${server}: refuses the credentials of context ${context}: ${reason}`,
    hint: () => 'log in to the cluster again, or choose another context',
    exitCode: 12,
  },
  CLUSTER_UNREACHABLE: {
    title: 'The cluster does not answer',
    message: ({ server, reason, seconds }: { server: string; reason: string; seconds: number }) =>
      `Cluster ${server}: no answer for ${seconds} s (${reason})`,
    hint: () => 'start it, or check the server address in the kubeconfig',
    exitCode: 13,
  },
  FORBIDDEN: {
    title: 'The cluster forbids it',
    message: ({ request, reason }: { request: string; reason: string }) => `${request}: forbidden: ${reason}`,
    hint: () => 'ask for the permission, or use a context that has it',
    exitCode: 14,
  },
  KIND_UNKNOWN: {
    title: 'The cluster does not know this kind',
    message: ({ object, apiVersion, kind }: ObjectFact & { apiVersion: string; kind: string }) =>
      `${object}: the cluster has no kind ${kind} in ${apiVersion}; ${noWrite}`,
    hint: ({ apiVersion }: ObjectFact & { apiVersion: string }) =>
      `install the CustomResourceDefinition of ${apiVersion}, or leave the object out`,
    exitCode: 15,
  },
  API_FAILED: {
    title: 'The cluster answered with an error',
    message: ({ request, status, reason }: { request: string; status: number; reason: string }) =>
      `${request}: the cluster answered ${status}: ${reason}`,
    hint: () => 'look at the cluster (kubectl get events -A), then deploy again',
    exitCode: 16,
  },
  NAMESPACE_TERMINATING: {
    title: 'The namespace is being deleted',
    message: ({ namespace, heldBy }: { namespace: string; heldBy: readonly string[] }) =>
      `Namespace ${namespace}: is being deleted${heldByText(heldBy)}, so nothing can be created in it; ${noWrite}`,
    hint: ({ namespace }: { namespace: string }) =>
      `wait for kubectl get namespace ${namespace} to find nothing, then deploy again`,
    exitCode: 17,
  },
  WEBHOOK_UNAVAILABLE: {
    title: 'An admission webhook does not answer',
    message: ({
      object,
      webhook,
      reason,
      state,
    }: ObjectFact & { webhook: string; reason: string; state: string }) =>
      `${object}: webhook ${webhook}, which must admit it, does not answer: ${reason}; ${state}`,
    hint: ({ webhook }: { webhook: string }) =>
      `see that what answers for ${webhook} runs, or delete its webhook configuration`,
    exitCode: 18,
  },
  APPLY_CONFLICT: {
    title: 'Another program owns a field',
    message: ({
      object,
      conflicts,
      state,
    }: ObjectFact & { conflicts: readonly FieldConflict[]; state: string }) =>
      `${object}: ${conflicts.map(conflictText).join('; ')}; ${state}`,
    hint: ({ object, conflicts }: ObjectFact & { conflicts: readonly FieldConflict[] }) =>
      `take ${conflicts[0]?.field ?? 'the field'} out of the chart, or take it over with --force-conflicts ${shortName(object)}`,
    exitCode: 30,
  },
  OBJECT_REFUSED: {
    title: 'The cluster refuses an object',
    message: ({ object, reasons, state }: ObjectFact & { reasons: readonly string[]; state: string }) =>
      `${object}: refused by the cluster: ${reasons.join('; ')}; ${state}`,
    hint: ({ object }: ObjectFact) => `correct the named fields of ${object} in the chart or its values`,
    exitCode: 31,
  },
  FIELD_IMMUTABLE: {
    title: 'A field cannot be changed any more',
    message: ({ object, reasons, state }: ObjectFact & { reasons: readonly string[]; state: string }) =>
      `${object}: ${reasons.join('; ')}; ${state}`,
    hint: ({ object }: ObjectFact) =>
      `put the old value back, or let it be deleted and made anew with --recreate ${shortName(object)}`,
    exitCode: 32,
  },
  OBJECT_OF_ANOTHER_SET: {
    title: 'An object belongs to another release',
    message: ({ object, owner }: ObjectFact & { owner: string; advice?: string }) =>
      `${object}: belongs to ${owner}, which this deploy does not own; ${noWrite}`,
    hint: ({ advice }: { advice?: string }) =>
      advice ?? 'choose another release name or namespace, or remove that release first',
    exitCode: 33,
  },
  LEDGER_UNREADABLE: {
    title: 'The ledger cannot be read',
    message: ({ object, reason }: ObjectFact & { reason: string }) =>
      `${object}: holds no ledger that this version reads (${reason}); ${noWrite}`,
    hint: () => 'deploy with the version that wrote it, or with a newer one',
    exitCode: 34,
  },
  DELETE_STUCK: {
    title: 'An object does not go away',
    message: ({
      object,
      finalizers,
      seconds,
    }: ObjectFact & { finalizers: readonly string[]; seconds: number }) =>
      `${object}: still there ${seconds} s after its deletion, held by ${finalizers.join(', ') || 'its dependents'}`,
    hint: ({ object }: ObjectFact) =>
      `see what holds it with kubectl describe ${object.replace(/\/.*\//, '/')}`,
    exitCode: 35,
  },
  OBJECT_NOT_OURS: {
    title: 'An object is there already and not ours',
    message: ({ object, owner }: ObjectFact & { owner: string }) =>
      `${object}: exists already and belongs to ${owner}; ${noWrite}`,
    hint: () => 'take it over with --adopt (todo-deploy plan --adopt shows what would change), or rename it',
    exitCode: 39,
  },
  PLAN_OUTDATED: {
    title: 'A saved plan no longer holds',
    message: ({ file, moved }: { file: string; moved: readonly string[] }) =>
      `Plan ${file}: ${movedText(moved)}; ${noWrite}`,
    hint: ({ file }: { file: string }) => `todo-deploy plan --out ${file}, and look at it again`,
    exitCode: 38,
  },
  PLAN_CHANGED: {
    title: 'The plan is another one than was shown',
    message: ({ shown, now }: { shown: string; now: string }) =>
      `Plan ${shown}: is no longer what would be done, which is plan ${now}; ${noWrite}`,
    hint: () => 'look at the plan again, and give its hash',
    exitCode: 49,
  },
  LEASE_HELD: {
    title: 'Another deploy is under way',
    message: ({
      lease,
      holder,
      since,
      doing,
    }: LeaseFact & { holder: string; since: string; doing: string }) =>
      `Lease ${lease}: held by ${holder} since ${since} for ${doing}; ${noWrite}`,
    hint: () => 'wait until it is done, or leave --no-wait out to wait here',
    exitCode: 36,
  },
  LEASE_LOST: {
    title: 'Another deploy took over',
    message: ({ lease }: LeaseFact) =>
      `Lease ${lease}: was taken over while this deploy was paused or cut off; it wrote nothing after that`,
    hint: () => 'todo-deploy status shows what runs now; deploy again if it should be this',
    exitCode: 37,
  },
} as const satisfies ErrorTable;

interface LeaseFact {
  readonly lease: string;
}

function movedText(moved: readonly string[]): string {
  const more = moved.length > movedMax ? `; and ${moved.length - movedMax} more` : '';
  return `${moved.slice(0, movedMax).join('; ')}${more}`;
}

const movedMax = 5;

/** `Deployment/backend` of `Deployment/todo/backend`, as options name objects. */
function shortName(object: string): string {
  return object.replace(/\/.*\//, '/');
}

function heldByText(finalizers: readonly string[]): string {
  return finalizers.length > 0 ? `, held by ${finalizers.join(', ')}` : '';
}

function conflictText({ field, manager, ours, theirs }: FieldConflict): string {
  const values = ours === undefined ? '' : ` (ours ${ours}, theirs ${theirs ?? 'unknown'})`;
  return `field ${field} is owned by ${manager}${values}`;
}
