import { numberAt, recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { hashAnnotation, type ManifestObject } from '../manifest/manifest.ts';
import type { Change } from './change-set.ts';
import { recordOf, replace, unchanged, type DecisionFacts } from './decide-change.ts';
import { dryRun } from './dry-run.ts';

/**
 * A Job's template can never change, so another Job takes its place. One that was made from the same by a deploy that did
 * not finish is watched on when it runs or ran, and else made anew: what kept it from running may have been mended.
 */
export function decideJob(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> | Change {
  if (live.metadata.annotations?.[hashAnnotation] !== entry.hash) return replaceJob(entry, live, facts);
  const hasCompleted = recordsAt(live, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Complete' && textAt(condition, 'status') === 'True',
  );
  const isRunning = (numberAt(live, 'status', 'ready') ?? 0) > 0;
  if (!hasCompleted && !isRunning) return replace(entry, live, 'it did not run the last time');
  const why = 'it was started by an earlier deploy';
  return unchanged(entry, { why, record: recordOf(entry, live), isSettled: false });
}

async function replaceJob(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> {
  // Under its own name only immutable fields could be complained of; under another one everything else is validated.
  const { metadata } = entry.object;
  const object = {
    ...entry.object,
    metadata: { ...metadata, name: `${metadata.name.slice(0, 50)}-${entry.hash.slice(0, 8)}` },
  };
  await dryRun({ ...entry, object }, facts);
  return replace(entry, live, 'a Job cannot be changed, and its template is another one');
}
