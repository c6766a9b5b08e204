import type { InputChange } from '../inputs/diff-inputs.ts';
import type { ObjectAction } from '../report/events.ts';
import type { Digest } from '../unit.ts';

/** Everything one deploy would do: file → unit → image → object → field → restart. */
export interface Plan {
  readonly environment: string;
  readonly namespace: string;
  /** Names this plan; see `planHash`. */
  readonly hash: string;
  readonly units: readonly UnitPlan[];
}

export interface UnitPlan {
  readonly unit: string;
  /** What it is made from that changed since it was last deployed; absent where nothing did, or nobody knows. */
  readonly inputs?: readonly InputChange[];
  readonly image?: ImageChange;
  readonly changes: readonly ObjectChange[];
}

/** `from` is what runs, absent before the first deploy; `to` is absent while the image is still to be built. */
export interface ImageChange {
  readonly from?: Digest;
  readonly to?: Digest;
}

export interface ObjectChange {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  readonly action: ObjectAction;
  readonly why: string;
  /** Fields that an update changes; values of Secrets are masked. */
  readonly fields: readonly FieldChange[];
  /** Whether the pods of this workload are replaced. */
  readonly restartsPods: boolean;
}

export interface FieldChange {
  /** `spec.template.spec.containers[app].image` */
  readonly path: string;
  /** Absent when the field is new. */
  readonly from?: string;
  /** Absent when the field goes away. */
  readonly to?: string;
}
