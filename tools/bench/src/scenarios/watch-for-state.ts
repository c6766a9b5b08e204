import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import type { Bench } from '../bench.ts';
import { BenchError } from '../errors.ts';
import type { AwaitedState } from './awaited-state.ts';

export interface StateWatch {
  /** The moment when a pod that was not there before showed the state. */
  readonly shownAt: Promise<number>;
  readonly stop: () => void;
}

const timeoutMs = 60_000;

/** Watches a namespace for a state from now on. */
export async function watchForState(
  { cluster, signal }: Bench,
  { name, state }: AwaitedState,
  namespace: string,
): Promise<StateWatch> {
  const { all: former, resourceVersion } = await cluster.pods(namespace);
  const controller = new AbortController();
  const isNew = (uid: string | undefined) => uid !== undefined && !former.includes(uid);
  const isShown = (object: unknown) => {
    if ('pod' in state) return isNew((object as V1Pod).metadata?.uid) && state.pod(object as V1Pod);
    const { involvedObject, reason, message = '' } = object as CoreV1Event;
    const isMeant = reason === state.eventReason && (state.eventMessage?.test(message) ?? true);
    return isMeant && isNew(involvedObject.uid);
  };
  const path = `/api/v1/namespaces/${namespace}/${'pod' in state ? 'pods' : 'events'}`;
  const shownAt = new Promise<number>((resolve, reject) => {
    const onObject = (object: unknown) => isShown(object) && resolve(performance.now());
    const end = AbortSignal.any([signal, controller.signal, AbortSignal.timeout(timeoutMs)]);
    end.addEventListener('abort', () =>
      reject(new BenchError('STATE_MISSED', { what: name, where: namespace, afterMs: timeoutMs })),
    );
    void cluster.watch(path, { resourceVersion, onObject, signal: end });
  });
  shownAt.catch(() => undefined);
  return { shownAt, stop: () => controller.abort() };
}
