import { recordsAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { ready } from './verdicts.ts';

/** Many controllers serve an Ingress without ever noting an address, so that one without is no failure. */
export function ingressStatus(object: KubernetesObject): ObjectStatus {
  const addresses = recordsAt(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (entry) => textAt(entry, 'hostname') ?? textAt(entry, 'ip') ?? [],
  );
  return ready(addresses.length > 0 ? `answers at ${addresses.join(', ')}` : 'exists');
}
