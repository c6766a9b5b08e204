import { recordsAt, textAt, type KubernetesObject } from '../../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../../report/events.ts';
import { progressing, ready } from './verdicts.ts';

/** Only a load balancer has something to wait for: its address. */
export function serviceStatus(object: KubernetesObject): ObjectStatus {
  const isBalanced = textAt(object, 'spec', 'type') === 'LoadBalancer';
  const hasAddress = recordsAt(object, 'status', 'loadBalancer', 'ingress').length > 0;
  return isBalanced && !hasAddress
    ? progressing('NoAddress', 'its load balancer has no address yet')
    : ready('exists');
}
