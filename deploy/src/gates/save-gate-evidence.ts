import { saveEvidence } from '../evidence/save-evidence.ts';
import { atOnce } from '../rollout/cause.ts';
import { emptyWorld } from '../rollout/new-pods.ts';
import { rolloutOf } from '../rollout/run-unit-work.ts';
import type { UnitWork } from '../rollout/unit-work.ts';
import type { GateFailure } from './gate-failure.ts';

const workloads = ['Deployment', 'StatefulSet', 'DaemonSet'];

/**
 * Saves what is known of a unit that does not pass a gate, before it goes back: what the gate saw, and the logs, events and
 * objects of what runs, which mostly say why.
 *
 * @returns the folder that holds it, or undefined when there is none
 */
export async function saveGateEvidence(
  { detail, evidence, advice }: GateFailure,
  work: UnitWork,
): Promise<string | undefined> {
  const { cluster, unit, manifest, signal, run } = work;
  if (run.request.evidenceFolder === undefined) return undefined;
  const { namespace } = run.request.environment;
  const own = manifest.objects.find(
    (entry) => entry.unit === unit.name && workloads.includes(entry.ref.kind),
  );
  const [workload, pods, replicaSets] = await Promise.all([
    own && cluster.get(own.ref, { signal }),
    cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { signal }),
    cluster.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }, { signal }),
  ]);
  const cause = { code: 'GATE_FAILED', reason: 'GateFailed', detail, advice, patienceMs: atOnce } as const;
  const world = { ...emptyWorld, pods, replicaSets };
  const facts = { object: `Unit ${unit.name}`, workload, world, cause, detail, lines: evidence };
  return saveEvidence(facts, rolloutOf(work));
}
