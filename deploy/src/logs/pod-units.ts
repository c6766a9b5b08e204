import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import {
  refKey,
  refOf,
  type KubernetesObject,
  type ObjectRef,
  type OwnerReference,
} from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';
import { applySetPartOfLabel } from '../ledger/apply-set.ts';
import { chooseUnits, deployedUnits } from '../ledger/deployed-units.ts';
import { ledgerParent, readLedger, type Ledger } from '../ledger/ledger.ts';

export interface PodUnitsRequest extends CallOptions {
  readonly cluster: Cluster;
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release'>;
  /** Names of units that there must be. */
  readonly only?: readonly string[] | undefined;
}

/**
 * Tells whose pods are whose: a pod belongs to the unit of the workload at the top of its owners. Workloads that a deploy
 * makes meanwhile are found by reading the ledger again.
 */
export class PodUnits {
  readonly #request: PodUnitsRequest;
  readonly #byOwner = new Map<string, Promise<string | undefined>>();
  #ledger: Ledger;
  #owned: ReadonlyMap<string, string>;

  private constructor(ledger: Ledger, request: PodUnitsRequest) {
    this.#request = request;
    this.#ledger = ledger;
    this.#owned = ownedObjects(ledger);
  }

  /** @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, or what reading the ledger ended with */
  static async open(request: PodUnitsRequest): Promise<PodUnits> {
    const { environment, only = [] } = request;
    const units = new PodUnits(await readLedgerOf(request), request);
    chooseUnits(units.#ledger, { environment: environment.name, only });
    return units;
  }

  /** Names of the units that were deployed, or are being deployed. */
  get names(): readonly string[] {
    return deployedUnits(this.#ledger);
  }

  /** The unit that a pod belongs to, or undefined when it is none of the environment's. */
  unitOf(pod: KubernetesObject): Promise<string | undefined> {
    const ref = refOf({ ...pod, apiVersion: 'v1', kind: 'Pod' });
    const owner = controllerOf(pod);
    return owner ? this.#unitOfOwner(owner, ref) : Promise.resolve(this.#owned.get(refKey(ref)));
  }

  async refresh(): Promise<void> {
    this.#ledger = await readLedgerOf(this.#request);
    this.#owned = ownedObjects(this.#ledger);
  }

  #unitOfOwner(
    owner: OwnerReference,
    { namespace }: Pick<ObjectRef, 'namespace'>,
  ): Promise<string | undefined> {
    const { apiVersion = 'v1', kind, name, uid } = owner;
    const known =
      this.#byOwner.get(uid) ?? this.#climb({ apiVersion, kind, name, ...(namespace && { namespace }) });
    this.#byOwner.set(uid, known);
    return known;
  }

  async #climb(ref: ObjectRef): Promise<string | undefined> {
    const unit = this.#owned.get(refKey(ref));
    if (unit !== undefined) return unit;
    const object = await this.#request.cluster.get(ref, this.#request);
    const owner = object && controllerOf(object);
    if (owner) return this.#unitOfOwner(owner, ref);
    if (object?.metadata.labels?.[applySetPartOfLabel] !== this.#ledger.applySetId) return undefined;
    await this.refresh();
    return this.#owned.get(refKey(ref));
  }
}

function readLedgerOf({ cluster, environment, signal }: PodUnitsRequest): Promise<Ledger> {
  return readLedger(cluster, ledgerParent(environment), { signal });
}

function ownedObjects({ units, pending }: Ledger): ReadonlyMap<string, string> {
  const recorded = [...units].flatMap(([unit, { objects }]) =>
    objects.map((object) => ({ ...object, unit })),
  );
  return new Map([...pending, ...recorded].map((object) => [refKey(object), object.unit]));
}

function controllerOf({ metadata }: KubernetesObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
