import { refOf, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { openLiveMask } from '../secrets/live-mask.ts';
import { containerStates } from './container-state.ts';
import type { LogsRequest } from './follow-logs.ts';
import { PodUnits } from './pod-units.ts';

/**
 * Shows what the containers of units wrote up to now, one after the other, as `log` events with Secret values masked.
 *
 * @param request.previous show what those wrote that ran before the present ones
 * @throws DeployError UNIT_UNKNOWN, NOTHING_DEPLOYED, or what reading the cluster ended with
 */
export async function readLogs(request: ReadRequest): Promise<void> {
  const { cluster, environment, only, drained } = request;
  const { namespace } = environment;
  const units = await PodUnits.open(request);
  const reading = new AbortController();
  const signal = AbortSignal.any([request.signal, reading.signal]);
  const { mask } = await openLiveMask(cluster, { namespace, signal });
  try {
    for (const pod of await cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { signal })) {
      const unit = await units.unitOf(pod);
      if (unit === undefined || !(only?.includes(unit) ?? true)) continue;
      await readPod(pod, { ...request, unit, mask, signal });
      if (!(await drained())) return;
    }
  } finally {
    reading.abort();
  }
}

interface ReadRequest extends LogsRequest {
  readonly previous: boolean;
}

interface PodRequest extends ReadRequest {
  readonly unit: string;
  readonly mask: (text: string) => string;
}

async function readPod(pod: KubernetesObject, request: PodRequest): Promise<void> {
  const { cluster, bounds, previous, unit, mask, report, drained, signal } = request;
  for (const { name: container } of containerStates(pod)) {
    const log = cluster.readLog(refOf(pod), { container, previous, ...bounds, signal });
    for await (const { time, text } of log) {
      report({ type: 'log', unit, pod: pod.metadata.name, container, time, line: mask(text) });
      if (!(await drained())) return;
    }
  }
}
