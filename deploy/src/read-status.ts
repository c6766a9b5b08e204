import type { Connection, Environment } from './deploy-request.ts';
import type { ObjectStatus } from './report/events.ts';
import type { Digest } from './unit.ts';

export interface StatusRequest {
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release'>;
  readonly connection: Connection;
}

/** What runs, by the ledger, and how it is now. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly namespace: string;
  /** Empty when nothing was deployed yet. */
  readonly units: readonly UnitStatus[];
}

export interface UnitStatus {
  readonly unit: string;
  readonly digest?: Digest;
  readonly inputHash?: string;
  readonly commit?: string;
  /** When the unit was last deployed, ISO 8601. */
  readonly deployedAt: string;
  /** The worst of its objects. */
  readonly status: ObjectStatus;
  readonly objects: readonly { readonly object: string; readonly status: ObjectStatus }[];
}
