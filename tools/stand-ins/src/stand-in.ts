import type { ContainerConfig, LayerEntry } from '@todo/oci';

/** An image with an official name, made from what npm and Debian have installed on this machine. */
export interface StandIn {
  /** The official name: `docker.io/library/postgres:18`. */
  readonly reference: string;
  /** What it holds, for messages: `PostgreSQL 18.4`. */
  readonly content: string;
  /** Everything that decides its bytes, known without making it; JSON. */
  readonly fingerprint: unknown;
  /** One list of entries per layer, those that change least first. */
  readonly layers: () => readonly (readonly LayerEntry[])[];
  readonly config: ContainerConfig;
}
