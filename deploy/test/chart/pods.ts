import type {
  V1Container,
  V1Deployment,
  V1Job,
  V1PodSpec,
  V1PodTemplateSpec,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { ChartObjects, Rendered } from './helm.ts';

/** A pod that an object of the chart starts. */
export interface ChartPod {
  /** `Deployment/todo-backend` */
  readonly owner: string;
  readonly object: Workload;
  readonly template: V1PodTemplateSpec;
  readonly spec: V1PodSpec;
  readonly containers: readonly V1Container[];
}

type Workload = Rendered<Pick<V1Deployment | V1StatefulSet | V1Job, 'spec'>>;

export function podsOf(objects: ChartObjects): readonly ChartPod[] {
  return ['Deployment', 'StatefulSet', 'Job'].flatMap((kind) => objects.ofKind<Workload>(kind)).map(podOf);
}

/** The pod of a workload, by the workload's kind and name. */
export function podOf(object: Workload): ChartPod {
  const template = object.spec?.template;
  const spec = template?.spec;
  if (!template || !spec) throw new Error(`${object.kind}/${object.metadata.name} has no pod template`);
  return {
    owner: `${object.kind}/${object.metadata.name.replace(/-[0-9a-f]{8}$/, '')}`,
    object,
    template,
    spec,
    containers: [...(spec.initContainers ?? []), ...spec.containers],
  };
}
